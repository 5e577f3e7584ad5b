import type { AdvisoryKind, Epss, Kev, PriorityReason, Ssvc } from '@maximus/contracts';
import { isWide } from './reasons.ts';
import type { SeverityEvidence } from './severity.ts';
import type { Context } from './types.ts';

/** What the score adds up. */
export interface ScoreFacts {
  readonly kind: AdvisoryKind;
  readonly severity: SeverityEvidence;
  readonly kev?: Kev;
  readonly epss?: Epss;
  readonly ssvc: Ssvc;
  readonly context: Context;
}

/** The parts of the score as reasons with effect `score`; parts of zero points are left out (apv.md §6.3). */
export function scoreReasons(facts: ScoreFacts): readonly PriorityReason[] {
  if (facts.kind === 'malware') return [part('score-malware', 'Malware scores 100', 100)];
  const { severity, kev, epss, ssvc, context } = facts;
  const cvss = severity.cvss;
  const services = 5 * Math.min(1, Math.log2(1 + Math.max(0, context.services)) / 5);
  // Wide but below CVSS 7.0 has this one effect, so that it gives the part its name.
  const wide = isWide(context) && (cvss?.base_score ?? 0) < 7;
  const counted = `${context.services} affected ${context.services === 1 ? 'service' : 'services'}`;
  return [
    part('score-cvss', cvss ? 'Share of CVSS' : 'No CVSS: counted as 5.0', 40 * ((cvss?.base_score ?? 5) / 10)),
    part('score-kev', 'In the KEV catalogue', kev === undefined ? 0 : 20),
    part('score-epss', 'Share of the EPSS forecast', 15 * (epss?.probability ?? 0)),
    part('score-exposed', 'Publicly exposed', ssvc.publicly_exposed ? 10 : 0),
    part('score-automatable', 'Automatable', ssvc.automatable ? 5 : 0),
    part('score-impact', 'Total technical impact', ssvc.technical_impact === 'total' ? 5 : 0),
    part(wide ? 'wide' : 'score-services', counted, services),
  ].filter((reason) => reason.value !== 0);
}

/** Adds the parts up: 0 to 100, one decimal. */
export function scoreOf(reasons: readonly PriorityReason[]): number {
  let sum = 0;
  for (const { effect, value } of reasons) if (effect === 'score' && typeof value === 'number') sum += value;
  return Math.round(Math.min(100, sum) * 10 + 1e-9) / 10;
}

function part(code: string, text: string, points: number): PriorityReason {
  const value = Math.round(points * 1_000_000) / 1_000_000;
  return { code, text: `${text}: ${Number(value.toFixed(2))} points`, effect: 'score', value };
}
