import type { RemedyTarget, Rung, RungAttempt, Verdict } from '@maximus/contracts';
import type { PlannedRemedy } from '@maximus/remediation';
import type { StyleName } from '../../terminal/style.ts';
import { nameOf } from '../plan/lock-planner.ts';

/** What a person reads for a rung. */
export const rungWords: Readonly<Record<Rung, string>> = {
  'lock-bump': 'lock refresh',
  'direct-upgrade': 'direct upgrade',
  'parent-upgrade': 'parent upgrade',
  override: 'override',
  'major-upgrade': 'major upgrade',
  'code-rule': 'code rule',
  'code-llm': 'drafted code',
  'virtual-patch': 'virtual patch',
  'vex-not-affected': 'VEX draft',
  'manual-review': 'a person',
};

/** Colour of a verdict; the arena's own word is always printed beside it. */
export const verdictStyle: Readonly<Record<Verdict, readonly StyleName[]>> = {
  proven: ['green', 'bold'],
  fixed: ['green', 'bold'],
  fixed_untested: ['green'],
  mitigated: ['green'],
  inconclusive: ['yellow', 'bold'],
  breaks: ['red', 'bold'],
  not_fixed: ['red', 'bold'],
  introduces: ['red', 'bold'],
};

/** Why rungs were not taken, rungs with the same reason together, the ones that say nothing left out. */
export interface WhyNotLine {
  readonly rungs: readonly Rung[];
  readonly code: string;
  readonly sentence: string;
}

/** The reasons of one finding, in the order of the ladder. */
export function whyNotLines(attempts: readonly RungAttempt[]): readonly WhyNotLine[] {
  const lines = new Map<string, { rungs: Rung[]; code: string; sentence: string }>();
  for (const { rung, why_not, sentence } of attempts) {
    if (why_not === undefined || why_not === 'superseded' || rung === 'manual-review') continue;
    const key = `${why_not}\0${sentence}`;
    const held = lines.get(key);
    if (held === undefined) lines.set(key, { rungs: [rung], code: why_not, sentence });
    else if (!held.rungs.includes(rung)) held.rungs.push(rung);
  }
  return [...lines.values()];
}

/** A text that a rung drafted for a person; it closes nothing. */
export interface DraftLine {
  readonly rung: Rung;
  readonly sentence: string;
  readonly texts: readonly string[];
}

const drafting: ReadonlySet<Rung> = new Set(['code-rule', 'virtual-patch', 'vex-not-affected']);

/** What was drafted for one finding. */
export function draftLines(attempts: readonly RungAttempt[]): readonly DraftLine[] {
  return attempts
    .filter(({ rung, result }) => result === 'taken' && drafting.has(rung))
    .map(({ rung, sentence, evidence }) => ({ rung, sentence, texts: evidence }));
}

/** The version of a purl, as a person reads it. */
export function versionOf(purl: string): string {
  const end = purl.search(/[?#]/);
  const bare = end < 0 ? purl : purl.slice(0, end);
  const at = bare.lastIndexOf('@');
  return at <= bare.lastIndexOf('/') ? '' : decodeURIComponent(bare.slice(at + 1));
}

/** What a remedy moves: the affected package first, with how many others move along. */
export function headOf({ plan }: PlannedRemedy): {
  readonly label: string;
  readonly step: string;
  readonly others: number;
} {
  // A retired override is for no finding: its own sentence says what goes.
  if (plan.targets.length === 0) {
    return { label: plan.attempts[0]?.sentence ?? '', step: '', others: plan.package_changes.length };
  }
  const names = new Set(plan.targets.map(({ purl }) => nameOf(purl)));
  const about = plan.package_changes.filter(({ purl_from, purl_to }) => names.has(nameOf(purl_from ?? purl_to ?? '')));
  const [first = plan.package_changes[0]] = about;
  if (first === undefined) return { label: [...names].join(', '), step: '', others: 0 };
  const name = nameOf(first.purl_from ?? first.purl_to ?? '');
  const from = first.purl_from === undefined ? '' : ` ${versionOf(first.purl_from)}`;
  const to = first.purl_to === undefined ? ' removed' : ` → ${versionOf(first.purl_to)}`;
  const step = first.semver_step === 'none' || first.semver_step === 'unknown' ? '' : first.semver_step;
  return { label: `${name}${from}${to}`, step, others: plan.package_changes.length - 1 };
}

/** Ids of targets, each once. */
export function idsOf(targets: readonly RemedyTarget[]): readonly string[] {
  return [...new Set(targets.map(({ primary_id }) => primary_id))];
}
