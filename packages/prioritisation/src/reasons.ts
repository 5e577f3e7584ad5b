import type { AdvisoryKind, Epss, Kev, Priority, PriorityReason, Ssvc } from '@maximus/contracts';
import { atLeast, lower, raise } from './levels.ts';
import type { SeverityEvidence } from './severity.ts';
import { levelOfOutcome } from './ssvc.ts';
import type { Context } from './types.ts';

/** What the steps of apv.md §6.3 look at. */
export interface Facts {
  readonly kind: AdvisoryKind;
  readonly severity: SeverityEvidence;
  readonly kev?: Kev;
  readonly epss?: Epss;
  readonly ssvc: Ssvc;
  readonly context: Context;
  /** A reference of type EVIDENCE or the context's flag. */
  readonly exploitPublic: boolean;
}

/** From this probability on the forecast raises, and below it a critical level may fall. */
const epssThreshold = 0.1;

/** The steps that set the level, in order; `levelOf` reads the level off them. */
export function levelReasons(facts: Facts): readonly PriorityReason[] {
  const reasons = [base(facts), ...raises(facts), ...floors(facts)];
  return [...reasons, ...lowering(facts, levelOf(reasons))];
}

/**
 * Computes the level again from the reasons alone. `value` is the level for `base`, `set` and `at_least`, the level not
 * to go above for `raise`, the level not to go below for `lower`. Reasons with effect `score` and `keep` change nothing.
 */
export function levelOf(reasons: readonly PriorityReason[]): Priority {
  let level: Priority = 'low';
  for (const { effect, value } of reasons) {
    const given = value as Priority;
    if (effect === 'base' || effect === 'set') level = given;
    else if (effect === 'raise') level = raise(level, given);
    else if (effect === 'at_least') level = atLeast(level, given);
    else if (effect === 'lower') level = lower(level, given);
  }
  return level;
}

function base({ severity, kind }: Facts): PriorityReason {
  const { cvss, word } = severity;
  if (cvss !== undefined) {
    const value = cvss.severity === 'NONE' ? 'low' : (cvss.severity.toLowerCase() as Priority);
    return {
      code: 'cvss',
      text: `CVSS ${cvss.version} base score ${cvss.base_score.toFixed(1)} by ${cvss.source}`,
      effect: 'base',
      value,
    };
  }
  if (word !== undefined) {
    const value = word.level === 'none' ? 'low' : word.level;
    return {
      code: 'severity-word',
      text: `${word.source} calls it ${word.level} and gives no vector`,
      effect: 'base',
      value,
    };
  }
  if (kind === 'informational') {
    return {
      code: 'informational',
      text: 'A notice, not a vulnerability: nobody states a severity',
      effect: 'base',
      value: 'low',
    };
  }
  return {
    code: 'severity-unknown',
    text: 'Nobody states a severity: taken as medium',
    effect: 'base',
    value: 'medium',
  };
}

function raises({ exploitPublic, epss }: Facts): PriorityReason[] {
  const reasons: PriorityReason[] = [];
  if (exploitPublic) {
    reasons.push({
      code: 'exploit-public',
      text: 'An exploit is public: one level up',
      effect: 'raise',
      value: 'critical',
    });
  }
  if (epss !== undefined && epss.probability >= epssThreshold) {
    const text = `EPSS forecasts ${percent(epss.probability)} for the next 30 days (${epss.date}): one level up, never above high`;
    reasons.push({ code: 'epss-high', text, effect: 'raise', value: 'high' });
  }
  return reasons;
}

function floors({ kind, kev, ssvc, severity, context }: Facts): PriorityReason[] {
  const reasons: PriorityReason[] = [];
  if (kind === 'malware') {
    reasons.push({ code: 'malware', text: 'The package itself is malicious', effect: 'set', value: 'critical' });
  }
  if (kev !== undefined) {
    const ransomware = kev.known_ransomware ? ', with known use in ransomware campaigns' : '';
    const text = `${kev.cve_id} is in the KEV catalogue since ${kev.date_added}${ransomware}: at least high`;
    reasons.push({ code: 'kev', text, effect: 'at_least', value: 'high' });
  }
  const level = levelOfOutcome(ssvc.outcome);
  if (level !== undefined)
    reasons.push({ code: 'ssvc-outcome', text: ssvcText(ssvc, level), effect: 'at_least', value: level });
  if (isWide(context) && (severity.cvss?.base_score ?? 0) >= 7) {
    const text = `${context.services} services are affected: not to be lowered below high`;
    reasons.push({ code: 'wide', text, effect: 'keep', value: 'high' });
  }
  return reasons;
}

function ssvcText(ssvc: Ssvc, level: Priority): string {
  const inputs = [
    ssvc.in_kev ? 'in KEV' : 'not in KEV',
    ssvc.publicly_exposed ? 'exposed' : 'not exposed',
    ssvc.automatable ? 'automatable' : 'not automatable',
    `${ssvc.technical_impact} impact`,
  ];
  const assumed = ssvc.assumed.length > 0 ? `; assumed: ${ssvc.assumed.join(', ').replaceAll('_', ' ')}` : '';
  const time = ssvc.outcome === '3_days_forensics' ? '3 days with forensics' : ssvc.outcome.replace('_', ' ');
  return `BOD 26-04 asks for a fix within ${time} (${inputs.join(', ')}${assumed}): at least ${level}`;
}

/** More than three services (apv.md §6.3). */
export function isWide(context: Context): boolean {
  return context.services > 3;
}

/** At most one lowering; one that is held back is said, so that the reader sees why the level stayed. */
function lowering(facts: Facts, level: Priority): PriorityReason[] {
  const candidate = [noExploitEvidence(facts, level), devOnly(facts), notImported(facts)].find((c) => c !== undefined);
  if (candidate === undefined) return [];
  const holder = heldBy(facts);
  const floor = levelOfOutcome(facts.ssvc.outcome) ?? 'low';
  if (holder !== undefined) return [kept(candidate, holder)];
  if (lower(level, floor) === level) return level === 'low' ? [] : [kept(candidate, 'the SSVC outcome')];
  return [{ ...candidate, text: `${candidate.text}: one level down`, effect: 'lower', value: floor }];
}

type Candidate = Pick<PriorityReason, 'code' | 'text'>;

function kept(candidate: Candidate, holder: string): PriorityReason {
  return { ...candidate, text: `${candidate.text}, but ${holder} forbids lowering`, effect: 'keep', value: true };
}

function heldBy({ kind, kev, exploitPublic, context }: Facts): string | undefined {
  if (kind === 'malware') return 'malware';
  if (kev !== undefined) return 'the KEV entry';
  if (exploitPublic) return 'the public exploit';
  return isWide(context) ? 'the number of affected services' : undefined;
}

/** Needs a forecast: without one nothing is known, and nothing is lowered. */
function noExploitEvidence({ epss, context }: Facts, level: Priority): Candidate | undefined {
  const internal = context.exposures.length > 0 && context.exposures.every((each) => each === 'internal');
  if (level !== 'critical' || !internal || epss === undefined || epss.probability >= epssThreshold) return undefined;
  const text = `No public exploit is known, EPSS forecasts only ${percent(epss.probability)} and every project is internal`;
  return { code: 'no-exploit-evidence', text };
}

function devOnly({ context: { scopes } }: Facts): Candidate | undefined {
  const all = scopes.length > 0 && scopes.every((scope) => scope === 'dev');
  return all ? { code: 'dev-only', text: 'Used for development only' } : undefined;
}

function notImported({ context: { reachability } }: Facts): Candidate | undefined {
  const all =
    reachability.length > 0 && reachability.every((state) => state === 'not_imported' || state === 'not_called');
  if (!all) return undefined;
  return reachability.includes('not_called')
    ? { code: 'not-called', text: 'No source file of the project uses its flawed code' }
    : { code: 'not-imported', text: 'No source file of the project imports it' };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.001 ? 2 : 1)} %`;
}
