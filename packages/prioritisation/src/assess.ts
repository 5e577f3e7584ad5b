import type { AdvisoryKind, Assessment, PriorityReason } from '@maximus/contracts';
import { dueAt, duePolicy } from './deadline.ts';
import { type Facts, levelOf, levelReasons } from './reasons.ts';
import { scoreOf, scoreReasons } from './score.ts';
import { readSeverity, severityWord } from './severity.ts';
import { assessSsvc } from './ssvc.ts';
import { outcomeDays } from './ssvc-table.data.ts';
import type { Assessed, AssessedRecord, AssessInput, UnreadableSeverity } from './types.ts';

/**
 * Severity, SSVC outcome, priority with its reasons, score and deadline of one alias group (apv.md §6.3–6.4). Pure.
 * `priority_reasons` is complete: `levelOf` and `scoreOf` give level and score again from it.
 */
export function assess(input: AssessInput): Assessed {
  const kind = kindOf(input.kinds);
  const severity = readSeverity(input);
  const ssvc = assessSsvc({
    inKev: input.kev !== undefined,
    exposures: input.context.exposures,
    ...(severity.vector && { vector: severity.vector }),
    ...(input.ssvc && { published: input.ssvc }),
    kind,
  });
  const facts: Facts = {
    kind,
    severity,
    ...(input.kev && { kev: input.kev }),
    ...(input.epss && { epss: input.epss }),
    ssvc,
    context: input.context,
    exploitPublic: input.context.exploitPublic === true || input.records.some(citesExploit),
  };
  const reasons = [...levelReasons(facts), ...severity.unreadable.map(flag), ...scoreReasons(facts)];
  const due = dueAt(input.firstDetectedAt, ssvc.outcome, input.maxDays);
  const assessment: Assessment = {
    ...(severity.cvss && { cvss: severity.cvss }),
    ...(input.kev && { kev: input.kev }),
    ...(input.epss && { epss: input.epss }),
    ssvc,
    priority: levelOf(reasons),
    priority_score: scoreOf(reasons),
    priority_reasons: reasons,
    ...(due !== undefined && { due_at: due }),
    due_policy: policyName(outcomeDays[ssvc.outcome], input.maxDays),
  };
  return { assessment, severity: severityWord(severity), kind, unreadable: severity.unreadable };
}

/** The kind of a group: malware wins, then vulnerability (apv.md §5). */
export function kindOf(kinds: readonly AdvisoryKind[]): AdvisoryKind {
  if (kinds.includes('malware')) return 'malware';
  return kinds.length > 0 && kinds.every((kind) => kind === 'informational') ? 'informational' : 'vulnerability';
}

function citesExploit(record: AssessedRecord): boolean {
  return record.withdrawn === undefined && (record.references ?? []).some(({ type }) => type === 'EVIDENCE');
}

function flag({ advisoryId, vector, reason }: UnreadableSeverity): PriorityReason {
  const shown = vector.length > 80 ? `${vector.slice(0, 80)}…` : vector;
  const text = `${advisoryId} gives "${shown}", which is no CVSS vector (${reason}): not counted`;
  return { code: 'severity-unreadable', text, effect: 'keep', value: shown };
}

function policyName(days: number | undefined, maxDays: number | undefined): string {
  return maxDays !== undefined && maxDays < (days ?? Number.POSITIVE_INFINITY) ? `${duePolicy}+${maxDays}d` : duePolicy;
}
