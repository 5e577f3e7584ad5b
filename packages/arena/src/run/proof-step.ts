import type { ProofResult } from '@maximus/contracts';
import { productProofs } from '../proofs/registry.ts';
import { type PhaseResult, runPhase } from '../proofs/run-phase.ts';
import { selectProofs } from '../proofs/select-proofs.ts';
import { decisive, judgePhases } from '../proofs/two-phase.ts';
import type { Proof } from '../proofs/types.ts';
import type { ArenaContext } from './arena-context.ts';
import { commandLimits } from './limits.ts';
import { proofPlaces } from './runtime.ts';
import type { StepEnd } from './step-log.ts';
import type { TestedTrees } from './tests-step.ts';

/** Every proof that ran with its result, and the one result that decides. */
export interface ProvedFlaws {
  readonly result: ProofResult;
  readonly proofs: readonly { readonly proof: Proof; readonly result: ProofResult }[];
}

/** The proofs that fit the targets of a run. */
function proofsFor({ needs, input }: ArenaContext): ReturnType<typeof selectProofs> {
  const proofs = needs.proofs ?? productProofs;
  return selectProofs(proofs, input.subject.targets, needs.index, input.purpose === 'confirm_proof');
}

/** Runs every fitting proof on both trees with the same bytes at the same level (arena.md §6). */
export async function proofStep(context: ArenaContext, trees: Omit<TestedTrees, 'known'>): Promise<ProvedFlaws> {
  const { chosen, refused } = proofsFor(context);
  if (chosen.length === 0) {
    const reason = refused[0] ?? 'no proof is known for these flaws';
    context.log.note('proof', 'both', { state: 'skipped', reason });
    return { result: { result: 'none', ...(refused.length === 0 ? {} : { reason }) }, proofs: [] };
  }
  const proofs: { proof: Proof; result: ProofResult }[] = [];
  for (const proof of chosen) {
    const phase1 = await phase(context, proof, 'vulnerable', trees.vulnerable);
    const needsSecond = phase1.state === 'ran' && phase1.reproduced;
    const phase2 = needsSecond ? await phase(context, proof, 'patched', async () => trees.patched) : undefined;
    proofs.push({ proof, result: judgePhases(proof, phase1, phase2) });
  }
  return { result: decisive(proofs.map(({ result }) => result)), proofs };
}

async function phase(
  context: ArenaContext,
  proof: Proof,
  which: 'vulnerable' | 'patched',
  folderOf: () => Promise<string | { readonly impossible: string }>,
): Promise<PhaseResult> {
  const done = await context.step('proof', which, async (): Promise<StepEnd & { phase: PhaseResult }> => {
    const tree = await folderOf();
    if (typeof tree !== 'string') {
      return {
        state: 'could_not_run',
        reason: tree.impossible,
        phase: { state: 'could-not-run', reason: tree.impossible, log: '' },
      };
    }
    const { limits, runtime } = context;
    const ran = await runPhase({
      proof,
      tree,
      ...(await proofPlaces(proof, tree, context.at, context.level)),
      sandbox: context.sandbox,
      env: runtime.env,
      tools: runtime.tools,
      limits: commandLimits(limits, limits.proofMs),
      signal: context.signal,
    });
    return { ...endFrom(proof, which, ran), log: ran.log, phase: ran };
  });
  return 'phase' in done ? done.phase : { state: 'could-not-run', reason: done.reason ?? 'it could not run', log: '' };
}

function endFrom(proof: Proof, which: 'vulnerable' | 'patched', ran: PhaseResult): StepEnd {
  if (ran.state !== 'ran') return { state: 'could_not_run', reason: `${proof.id}: ${ran.reason}` };
  const asWanted = which === 'vulnerable' ? ran.reproduced : !ran.reproduced && ran.answers;
  const shows = ran.reproduced ? 'the flaw shows' : 'the flaw does not show';
  return { state: asWanted ? 'passed' : 'failed', reason: `${proof.id}: ${shows}` };
}
