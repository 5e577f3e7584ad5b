import type { ArenaStep } from '@maximus/contracts';
import { canonicalText } from '@maximus/kernel';
import { logBlob, sha256 } from '../evidence/blobs.ts';
import type { StepProgress } from './types.ts';

/** How a step ended, with what it printed. */
export interface StepEnd {
  readonly state: ArenaStep['state'];
  readonly reason?: string;
  readonly exitCode?: number | null;
  readonly log?: string;
  readonly tools?: Readonly<Record<string, string>>;
}

const maxReasonLength = 1_000;

/** The steps of a run as they happen, and their logs for the evidence. */
export class StepLog {
  readonly steps: ArenaStep[] = [];
  /** By path in the bundle. */
  readonly logs = new Map<string, Uint8Array>();
  readonly #onStep: (step: StepProgress) => void;
  readonly #secrets: readonly string[];

  constructor(secrets: readonly string[], onStep: (step: StepProgress) => void) {
    this.#secrets = secrets;
    this.#onStep = onStep;
  }

  /** Does one step and notes how it ended; what `work` throws is not a step's end and goes on. */
  async run<T extends StepEnd>(name: ArenaStep['name'], tree: ArenaStep['tree'], work: () => Promise<T>): Promise<T> {
    this.#onStep({ state: 'running', name, tree });
    const began = performance.now();
    const end = await work();
    this.note(name, tree, end, performance.now() - began);
    return end;
  }

  /** Notes a step that was not done, or that is known already. */
  note(name: ArenaStep['name'], tree: ArenaStep['tree'], end: StepEnd, durationMs = 0): void {
    const digest = end.log === undefined || end.log === '' ? undefined : this.#keep(name, tree, end.log);
    const step: ArenaStep = {
      name,
      tree,
      state: end.state,
      ...(end.reason === undefined ? {} : { reason: canonicalText(end.reason.slice(0, maxReasonLength)) }),
      ...(typeof end.exitCode === 'number' ? { exit_code: end.exitCode } : {}),
      duration_ms: Math.round(durationMs),
      ...(digest === undefined ? {} : { log_digest: digest }),
      tools: { ...end.tools },
    };
    this.steps.push(step);
    this.#onStep(step);
  }

  #keep(name: string, tree: string, text: string): string {
    const bytes = logBlob(text, this.#secrets);
    const number = String(this.logs.size + 1).padStart(2, '0');
    this.logs.set(`logs/${number}-${name}-${tree}.txt`, bytes);
    return sha256(bytes);
  }
}
