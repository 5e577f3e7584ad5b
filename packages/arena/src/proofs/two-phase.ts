import type { ProofResult } from '@maximus/contracts';
import type { PhaseResult } from './run-phase.ts';
import type { Proof } from './types.ts';

/** Judges the two phases of one proof (arena.md §6). */
export function judgePhases(proof: Proof, phase1: PhaseResult, phase2: PhaseResult | undefined): ProofResult {
  const about = { proof_id: proof.id, digest: proof.digest };
  if (phase1.state !== 'ran') {
    return { ...about, result: 'could_not_run', reason: `before the change: ${phase1.reason}` };
  }
  if (!phase1.reproduced) {
    return {
      ...about,
      result: 'not_reproduced',
      phase1_reproduced: false,
      reason: 'the flaw did not show before the change',
    };
  }
  if (phase2 === undefined || phase2.state !== 'ran') {
    const reason = `after the change: ${phase2?.reason ?? 'it was not run'}`;
    return { ...about, result: 'could_not_run', phase1_reproduced: true, reason };
  }
  const seen = { ...about, phase1_reproduced: true, phase2_blocked: !phase2.reproduced };
  if (phase2.reproduced) return { ...seen, result: 'failed', reason: 'the flaw shows after the change as before it' };
  return phase2.answers
    ? { ...seen, result: 'held' }
    : { ...seen, result: 'could_not_run', reason: 'after the change the function no longer answers a benign call' };
}

const order: readonly ProofResult['result'][] = ['failed', 'held', 'not_reproduced', 'could_not_run', 'none'];

/** The result that decides where several proofs ran: one that failed, else one that held. */
export function decisive(results: readonly ProofResult[]): ProofResult {
  const ranked = [...results].sort((a, b) => order.indexOf(a.result) - order.indexOf(b.result));
  return ranked[0] ?? { result: 'none' };
}
