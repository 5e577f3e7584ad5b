import { grammar, type Metrics } from './vector.ts';

/** Metrics of CVSS 3.0 and 3.1. Source: FIRST, CVSS 3.1 Specification, table 15. */
export const v3Grammar = grammar(
  'AV:NALP AC:LH PR:NLH UI:NR S:UC C:NLH I:NLH A:NLH',
  'E:XUPFH RL:XOTWU RC:XURC CR:XLMH IR:XLMH AR:XLMH MAV:XNALP MAC:XLH MPR:XNLH MUI:XNR MS:XUC MC:XNLH MI:XNLH MA:XNLH',
);

const weights = new Map([
  ['AV:N', 0.85],
  ['AV:A', 0.62],
  ['AV:L', 0.55],
  ['AV:P', 0.2],
  ['AC:L', 0.77],
  ['AC:H', 0.44],
  ['PR:N', 0.85],
  ['PR:L', 0.62],
  ['PR:H', 0.27],
  ['UI:N', 0.85],
  ['UI:R', 0.62],
  ['N', 0],
  ['L', 0.22],
  ['H', 0.56],
]);
/** Privileges weigh more where the scope changes (table 16). */
const changedScopePrivileges = new Map([
  ['L', 0.68],
  ['H', 0.5],
]);

/** Base score of a CVSS 3.0 or 3.1 vector, 0 to 10. Rule: CVSS 3.1 Specification, section 7.1; roundup by version. */
export function scoreV3(metrics: Metrics, version: '3.0' | '3.1'): number {
  const changed = metrics.get('S') === 'C';
  const of = (name: string) => weights.get(`${name}:${metrics.get(name)}`) ?? 0;
  const impactOf = (name: string) => 1 - (weights.get(metrics.get(name) ?? 'N') ?? 0);
  const base = 1 - impactOf('C') * impactOf('I') * impactOf('A');
  const impact = changed ? 7.52 * (base - 0.029) - 3.25 * (base - 0.02) ** 15 : 6.42 * base;
  if (impact <= 0) return 0;
  const privileges = (changed ? changedScopePrivileges.get(metrics.get('PR') ?? '') : undefined) ?? of('PR');
  const exploitability = 8.22 * of('AV') * of('AC') * privileges * of('UI');
  const sum = Math.min((changed ? 1.08 : 1) * (impact + exploitability), 10);
  return version === '3.1' ? roundup(sum) : Math.ceil(sum * 10) / 10;
}

/** Smallest tenth not below the value, in integers so that all platforms agree (CVSS 3.1, appendix A). */
function roundup(value: number): number {
  const scaled = Math.round(value * 100_000);
  return scaled % 10_000 === 0 ? scaled / 100_000 : (Math.floor(scaled / 10_000) + 1) / 10;
}
