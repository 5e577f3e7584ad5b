import { macroVectors } from './v4-macro-vectors.data.ts';
import { grammar, type Metrics } from './vector.ts';

/** Metrics of CVSS 4.0. Source: FIRST, CVSS 4.0 Specification, table 23. */
export const v4Grammar = grammar(
  'AV:NALP AC:LH AT:NP PR:NLH UI:NPA VC:HLN VI:HLN VA:HLN SC:HLN SI:HLN SA:HLN',
  'E:XAPU CR:XHML IR:XHML AR:XHML MAV:XNALP MAC:XLH MAT:XNP MPR:XNLH MUI:XNPA MVC:XNLH MVI:XNLH MVA:XNLH ' +
    'MSC:XNLH MSI:XNLHS MSA:XNLHS S:XNP AU:XNY R:XAUI V:XDC RE:XLMH U:X|Clear|Green|Amber|Red',
);

/** Steps of a metric below its worst value. */
const steps = new Map(
  Object.entries({
    AV: 'NALP',
    PR: 'NLH',
    UI: 'NPA',
    AC: 'LH',
    AT: 'NP',
    VC: 'HLN',
    VI: 'HLN',
    VA: 'HLN',
    SC: 'HLN',
    SI: 'HLN',
    SA: 'HLN',
  }),
);

/** One group of metrics: its level, how far the vector lies below the level's worst, and how deep the level is. */
interface Level {
  readonly level: string;
  readonly distance: number;
  readonly depth: number;
}

/**
 * Base score (CVSS-B) of a CVSS 4.0 vector, 0 to 10: threat and environmental metrics are left out, as the name says.
 * Rule: CVSS 4.0 Specification, section 8.2: the macro vector's score less the mean share of the way to its neighbours.
 */
export function scoreV4(metrics: Metrics): number {
  const impacts = ['VC', 'VI', 'VA', 'SC', 'SI', 'SA'];
  if (impacts.every((name) => metrics.get(name) === 'N')) return 0;
  const eq1 = exploitation(metrics);
  const eq2 = complexity(metrics);
  const eq36 = vulnerableSystem(metrics);
  const eq4 = subsequentSystem(metrics);
  const at = (a: string, b: string, c: string, d: string) => macroVectors.get(`${a}${b}${c[0]}${d}0${c[1]}`);
  const value = at(eq1.level, eq2.level, eq36.level, eq4.level) ?? 0;
  const lower: [Level, number | undefined][] = [
    [eq1, at(next(eq1.level), eq2.level, eq36.level, eq4.level)],
    [eq2, at(eq1.level, next(eq2.level), eq36.level, eq4.level)],
    [eq36, below36(eq36.level, (level) => at(eq1.level, eq2.level, level, eq4.level))],
    [eq4, at(eq1.level, eq2.level, eq36.level, next(eq4.level))],
  ];
  // EQ5 (exploit maturity) is at its worst in a base score: it has a neighbour but no distance.
  let neighbours = 1;
  let sum = 0;
  for (const [level, score] of lower) {
    if (score === undefined) continue;
    neighbours += 1;
    sum += ((value - score) * level.distance) / level.depth;
  }
  // The tiny addend keeps a tie a tie where binary fractions fall just short of it.
  return Math.round(Math.min(10, Math.max(0, value - sum / neighbours)) * 10 + 1e-6) / 10;
}

const next = (level: string) => String(Number(level) + 1);

function below36(level: string, at: (level: string) => number | undefined): number | undefined {
  if (level === '00') return Math.max(at('01') ?? 0, at('10') ?? 0);
  return level === '10' ? at('11') : undefined;
}

function exploitation(metrics: Metrics): Level {
  const worst = ['AV', 'PR', 'UI'].filter((name) => metrics.get(name) === 'N').length;
  if (worst === 3) return { level: '0', distance: 0, depth: 1 };
  if (metrics.get('AV') !== 'P' && worst > 0) {
    return { level: '1', distance: distance(metrics, ['ANN', 'NLN', 'NNP'], ['AV', 'PR', 'UI']), depth: 4 };
  }
  return { level: '2', distance: distance(metrics, ['PNN', 'ALP'], ['AV', 'PR', 'UI']), depth: 5 };
}

function complexity(metrics: Metrics): Level {
  if (metrics.get('AC') === 'L' && metrics.get('AT') === 'N') return { level: '0', distance: 0, depth: 1 };
  return { level: '1', distance: distance(metrics, ['HN', 'LP'], ['AC', 'AT']), depth: 2 };
}

function vulnerableSystem(metrics: Metrics): Level {
  const names = ['VC', 'VI', 'VA'];
  if (!names.some((name) => metrics.get(name) === 'H')) {
    return { level: '21', distance: distance(metrics, ['LLL'], names), depth: 10 };
  }
  return metrics.get('VC') === 'H' && metrics.get('VI') === 'H'
    ? { level: '00', distance: distance(metrics, ['HHH'], names), depth: 7 }
    : { level: '10', distance: distance(metrics, ['LHH', 'HLH'], names), depth: 8 };
}

function subsequentSystem(metrics: Metrics): Level {
  const names = ['SC', 'SI', 'SA'];
  return names.some((name) => metrics.get(name) === 'H')
    ? { level: '1', distance: distance(metrics, ['HHH'], names), depth: 5 }
    : { level: '2', distance: distance(metrics, ['LLL'], names), depth: 4 };
}

/** Steps to the first of the level's worst vectors that is nowhere better than this one. */
function distance(metrics: Metrics, worst: readonly string[], names: readonly string[]): number {
  for (const values of worst) {
    let total = 0;
    for (const [place, name] of names.entries()) {
      const order = steps.get(name) ?? '';
      const gap = order.indexOf(metrics.get(name) ?? '') - order.indexOf(values[place] ?? '');
      if (gap < 0) {
        total = -1;
        break;
      }
      total += gap;
    }
    if (total >= 0) return total;
  }
  return 0;
}
