import type { Priority } from '@maximus/contracts';

/** What makes a decision urgent. */
export interface WhyNowFacts {
  readonly priority: Priority;
  readonly id: string;
  readonly inKev: boolean;
  /** 0–1. */
  readonly epss: number | null;
  readonly dueAtMs: number | undefined;
  readonly verdict: string | undefined;
  readonly package: string;
  readonly hasDiff: boolean;
  /** It closes nothing: an override goes that nobody needs. */
  readonly retiresOverride?: boolean;
}

const most = 160;

/** One line, at most 160 characters: why this one, now (hitl.md §5). Pure. */
export function whyNow(facts: WhyNowFacts, nowMs: number): string {
  const parts = [
    facts.retiresOverride === true
      ? `the override of ${facts.package} is not needed any more`
      : `${facts.priority} ${facts.id} in ${facts.package}`,
    ...(facts.inKev ? ['exploited in the wild'] : []),
    ...(facts.epss !== null && facts.epss >= 0.1 ? [`EPSS ${Math.round(facts.epss * 100)} %`] : []),
    ...dueIn(facts.dueAtMs, nowMs),
    facts.hasDiff ? evidenceIn(facts.verdict) : 'nothing to prove',
  ];
  const line = parts.join(' · ');
  return line.length <= most ? line : `${line.slice(0, most - 1).toWellFormed()}…`;
}

function dueIn(dueAtMs: number | undefined, nowMs: number): readonly string[] {
  if (dueAtMs === undefined) return [];
  const hours = Math.floor((dueAtMs - nowMs) / 3_600_000);
  if (hours < 0) return ['overdue'];
  return [hours < 48 ? `due in ${hours} h` : `due in ${Math.floor(hours / 24)} days`];
}

function evidenceIn(verdict: string | undefined): string {
  return verdict === undefined ? 'not proven' : `arena: ${verdict.replaceAll('_', ' ')}`;
}
