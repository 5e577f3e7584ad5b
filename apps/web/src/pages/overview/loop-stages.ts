import type { EurekaStats } from '@maximus/contracts';

/** The stages of the loop, in its order. */
export const loopStages = ['sense', 'confirm', 'remedy', 'review', 'deliver', 'verify'] as const;
/** One of them. */
export type LoopStage = (typeof loopStages)[number];

/** What the counts of the loop are read from; what could not be asked is absent. */
export interface LoopInputs {
  /** APVs by status. */
  readonly apvs?: Readonly<Record<string, number>> | undefined;
  readonly patches?: EurekaStats['patches'] | undefined;
  /** Decisions that wait. */
  readonly waiting?: number | undefined;
}

/** How many are in each stage now; `undefined` where nobody could say. */
export function countsOfLoop({ apvs, patches, waiting }: LoopInputs): Readonly<Record<LoopStage, number | undefined>> {
  const of = (...names: readonly (keyof EurekaStats['patches'])[]) =>
    patches === undefined ? undefined : names.reduce((sum, name) => sum + (patches[name] ?? 0), 0);
  const apv = (...names: readonly string[]) =>
    apvs === undefined ? undefined : names.reduce((sum, name) => sum + (apvs[name] ?? 0), 0);
  return {
    sense: apv('detected', 'could_not_check'),
    confirm: apv('confirmed'),
    remedy: of('planned', 'generated', 'validating', 'validated') ?? apv('remediating'),
    review: waiting ?? of('pending_review'),
    deliver: of('approved', 'delivering', 'delivered', 'merged'),
    verify: apv('resolved'),
  };
}
