import { type ChangeFindings, type FindingState, holdMatching, lockFindings } from '@maximus/storage';
import { refreshApvs } from '../apvs/refresh-apvs.ts';
import type { Parts } from '../parts.ts';
import { checkFindingTransition } from '../rules/finding-transitions.ts';
import { emitFindingBatch } from './batch-events.ts';
import { takeSteps, type Way } from './steps.ts';

/** The steps that other services take with findings: each checked, told, and counted in its APV (apv.md §7). */
export function findingChanger(parts: Parts): ChangeFindings {
  return async (tx, changes, context) => {
    if (changes.length === 0 && (context.alsoGroups ?? []).length === 0) return { moved: [], refused: [] };
    await holdMatching(tx);
    const findings = new Map<string, FindingState>();
    for (const finding of await lockFindings(
      tx,
      changes.map(({ id }) => id),
    ))
      findings.set(finding.id, finding);
    const ways: Way[] = [];
    const refused = [];
    for (const { id, to, ...rest } of changes) {
      const finding = findings.get(id);
      if (finding === undefined) continue;
      const { status } = finding;
      if (checkFindingTransition(status, to, context.actor).ok) ways.push({ finding, steps: [to], ...rest });
      else refused.push({ id, from: status, to });
    }
    const steps = await takeSteps(tx, ways, context);
    const { atMs, correlationId, cause, alsoGroups = [] } = context;
    const groupKeys = [...ways.map(({ finding }) => finding.groupKey), ...alsoGroups];
    using lease = parts.index.tryLease();
    const { sketches } = await refreshApvs(tx, parts, lease?.live, { groupKeys, atMs, correlationId });
    await emitFindingBatch(tx, { cause, opened: [], steps, sketches, atMs, correlationId });
    return { moved: steps.map(({ finding }) => finding.id), refused };
  };
}
