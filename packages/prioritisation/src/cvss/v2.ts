import { grammar, type Metrics } from './vector.ts';

/** Metrics of CVSS 2. Source: FIRST, "A Complete Guide to the CVSS Version 2.0", section 2. */
export const v2Grammar = grammar(
  'AV:LAN AC:HML Au:MSN C:NPC I:NPC A:NPC',
  'E:U|POC|F|H|ND RL:OF|TF|W|U|ND RC:UC|UR|C|ND CDP:N|L|LM|MH|H|ND TD:N|L|M|H|ND CR:L|M|H|ND IR:L|M|H|ND AR:L|M|H|ND',
);

const weights = new Map([
  ['AV:L', 0.395],
  ['AV:A', 0.646],
  ['AV:N', 1],
  ['AC:H', 0.35],
  ['AC:M', 0.61],
  ['AC:L', 0.71],
  ['Au:M', 0.45],
  ['Au:S', 0.56],
  ['Au:N', 0.704],
  ['N', 0],
  ['P', 0.275],
  ['C', 0.66],
]);

/** Base score of a CVSS 2 vector, 0 to 10. Rule: the guide, section 3.2.1. */
export function scoreV2(metrics: Metrics): number {
  const of = (name: string) => weights.get(`${name}:${metrics.get(name)}`) ?? 0;
  const impactOf = (name: string) => 1 - (weights.get(metrics.get(name) ?? 'N') ?? 0);
  const impact = 10.41 * (1 - impactOf('C') * impactOf('I') * impactOf('A'));
  const exploitability = 20 * of('AV') * of('AC') * of('Au');
  const score = (0.6 * impact + 0.4 * exploitability - 1.5) * (impact === 0 ? 0 : 1.176);
  return Math.round(score * 10) / 10;
}
