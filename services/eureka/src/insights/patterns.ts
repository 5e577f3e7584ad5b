import type { DetectedPattern } from '@maximus/contracts';
import { type Happening, happeningsIn, type Series, seriesIn } from './series.ts';

/** What a caller looks for. */
export interface PatternDefinition {
  readonly type: 'statistical' | 'behavioral' | 'anomaly';
  readonly metric?: string | undefined;
  readonly threshold?: number | undefined;
  readonly window_seconds?: number | undefined;
  readonly count?: number | undefined;
}

const sigmas = 3;
const loginWindowMs = 60_000;
const failedLogin =
  /\b(?:fail(?:ed|ure)?|invalid|denied|unauthori[sz]ed|incorrect|wrong)\b.{0,80}\b(?:log[ -]?in|password|auth\w{0,20}|credential\w{0,3})\b|\b(?:log[ -]?in|password|auth\w{0,20}|credential\w{0,3})\b.{0,80}\b(?:fail(?:ed|ure)?|invalid|denied|incorrect|wrong)\b/i;
const cpu = /(?:^|[._-])cpu(?:$|[._-])/i;

/** The predefined patterns (eureka.md §12): spikes over three sigma, three failed log-ins and more than five in a minute, a CPU over 90 %. */
export function predefinedPatterns(data: unknown): readonly DetectedPattern[] {
  const series = seriesIn(data);
  const failures = happeningsIn(data).filter(({ text }) => failedLogin.test(text));
  return [
    ...series.flatMap((each) => spike(each, sigmas)),
    ...inWindow(failures, loginWindowMs, 3).map(({ source, count }) => ({
      pattern_id: 'sequential_login_failure',
      description: `${count} failed log-ins within 60 s${of(source)}`,
      value: count,
      details: { source, window_seconds: 60 },
    })),
    ...inWindow(failures, loginWindowMs, 6).map(({ source, count }) => ({
      pattern_id: 'brute_force_attempt',
      description: `${count} attempts within 60 s${of(source)}`,
      value: count,
      details: { source, window_seconds: 60 },
    })),
    ...series
      .filter(({ name }) => cpu.test(name))
      .flatMap(({ name, values }) => {
        const most = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
        if (most <= 90) return [];
        const description = `${name} reached ${most} %`;
        return [{ pattern_id: 'high_cpu_anomaly', description, value: most, details: { metric: name } }];
      }),
  ];
}

/** What a definition of the caller finds. */
export function definedPatterns(data: unknown, definition: PatternDefinition): readonly DetectedPattern[] {
  const { type, metric, threshold, window_seconds = 60, count = 3 } = definition;
  const series = seriesIn(data).filter(
    ({ name }) => metric === undefined || name === metric || name.endsWith(`.${metric}`),
  );
  switch (type) {
    case 'statistical':
      return threshold === undefined
        ? series.flatMap((each) => spike(each, sigmas))
        : series.flatMap((each) => over(each, threshold));
    case 'anomaly':
      return series.flatMap((each) => spike(each, threshold ?? sigmas));
    case 'behavioral': {
      const happenings = happeningsIn(data).filter(({ text }) => metric === undefined || text.includes(metric));
      return inWindow(happenings, window_seconds * 1_000, count).map((found) => ({
        pattern_id: 'behavioral_sequence',
        description: `${found.count} within ${window_seconds} s${of(found.source)}`,
        value: found.count,
        details: { source: found.source, window_seconds, count },
      }));
    }
  }
}

function over({ name, values }: Series, threshold: number): DetectedPattern[] {
  const above = values.filter((value) => value > threshold);
  const most = above.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (above.length === 0) return [];
  const description = `${name} is over ${threshold} in ${above.length} of ${values.length} values`;
  return [{ pattern_id: 'threshold_exceeded', description, value: most, details: { metric: name, threshold } }];
}

/** The value that lies furthest from the mean of the others; without at least five values there is no telling. */
function spike({ name, values }: Series, limit: number): DetectedPattern[] {
  if (values.length < 5) return [];
  const sum = values.reduce((a, b) => a + b, 0);
  const squares = values.reduce((a, b) => a + b * b, 0);
  let worst: { value: number; z: number } | undefined;
  for (const value of values) {
    const n = values.length - 1;
    const mean = (sum - value) / n;
    const variance = Math.max(0, (squares - value * value) / n - mean * mean);
    const z =
      variance === 0 ? (value === mean ? 0 : Number.POSITIVE_INFINITY) : Math.abs(value - mean) / Math.sqrt(variance);
    if (z > limit && (worst === undefined || z > worst.z)) worst = { value, z };
  }
  if (worst === undefined) return [];
  const far = Number.isFinite(worst.z) ? `${worst.z.toFixed(1)} standard deviations from` : 'apart from';
  const details = { metric: name, ...(Number.isFinite(worst.z) && { sigma: Math.round(worst.z * 10) / 10 }) };
  return [
    {
      pattern_id: 'anomaly_spike',
      description: `${name}: ${worst.value} is ${far} the rest`,
      value: worst.value,
      details,
    },
  ];
}

/** Per source the most happenings that one window holds, where they are at least so many. Those without a time count as one window. */
function inWindow(
  happenings: readonly Happening[],
  windowMs: number,
  least: number,
): readonly { readonly source: string; readonly count: number }[] {
  const found: { source: string; count: number }[] = [];
  for (const [source, all] of Map.groupBy(happenings, (each) => each.source)) {
    const times = all.flatMap(({ atMs }) => atMs ?? []).sort((a, b) => a - b);
    let most = all.length - times.length;
    let from = 0;
    for (const [to, time] of times.entries()) {
      while (time - (times[from] ?? time) > windowMs) from += 1;
      most = Math.max(most, to - from + 1);
    }
    if (most >= least) found.push({ source, count: most });
  }
  return found;
}

function of(source: string): string {
  return source === '' ? '' : ` of ${source.slice(0, 100)}`;
}
