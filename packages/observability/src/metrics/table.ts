import { errors } from '../errors.ts';

/** Who a metric belongs to: the second part of its name (platform.md §4). */
export type MetricService = 'oraculo' | 'eureka' | 'hitl' | 'gateway' | 'sentinel' | 'bas' | 'herald' | 'platform';

/**
 * The labels of a metric: names alone, or names with their known values. When the values of every label are known, every
 * series exists at zero from the start; an empty list stands for values that only time tells.
 */
export type MetricLabels = readonly string[] | Readonly<Record<string, readonly string[]>>;

/** One family of a table. */
export interface MetricRow {
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** One sentence; shown by `/metrics` and by docs/reference/metrics.md. */
  readonly help: string;
  readonly labels?: MetricLabels;
  /** Upper bounds of a histogram, in the unit of its name. */
  readonly buckets?: readonly number[];
}

/** The metrics of one package. */
export interface MetricsTable<Rows extends Readonly<Record<string, MetricRow>> = Readonly<Record<string, MetricRow>>> {
  readonly $service: MetricService;
  readonly $rows: Rows;
}

const units = new Set(['seconds', 'bytes', 'ratio', 'usd', 'count', 'info', 'up']);
const nameForm = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/;
const labelForm = /^[a-z][a-z0-9_]{0,31}$/;
/** Names whose values have no bound. */
const unbounded = new Set(['project', 'project_id', 'cve', 'advisory', 'purl', 'user', 'user_id', 'path', 'url', 'id']);

/**
 * Declares the metrics of one package; keys are `<component>_<metric>_<unit>`, full names `maximus_<service>_<key>`.
 * Throws `observability.metric_name` and `observability.metric_label` for what breaks the convention (platform.md §4).
 * @example
 * export const cacheMetrics = defineMetrics('platform', {
 *   cache_lookups_total: { type: 'counter', help: 'Look-ups.', labels: { level: ['l1', 'l2'], result: ['hit', 'miss'] } },
 * });
 */
export function defineMetrics<const Rows extends Readonly<Record<string, MetricRow>>>(
  service: MetricService,
  rows: Rows,
): MetricsTable<Rows> {
  for (const [key, row] of Object.entries(rows)) {
    checkName(key, row);
    for (const label of labelNames(row)) {
      if (!labelForm.test(label) || unbounded.has(label)) {
        throw errors.metric_label(`"${key}" may not carry the label "${label}"`);
      }
    }
  }
  return { $service: service, $rows: rows };
}

/** The names of the labels of a family. */
export function labelNames(row: MetricRow): readonly string[] {
  return row.labels === undefined ? [] : isList(row.labels) ? row.labels : Object.keys(row.labels);
}

/** Every combination of known label values; empty when a value is not known beforehand. At most 200 series. */
export function knownSeries(row: MetricRow): readonly Readonly<Record<string, string>>[] {
  if (row.labels === undefined) return [{}];
  if (isList(row.labels)) return [];
  let series: Record<string, string>[] = [{}];
  for (const [label, values] of Object.entries(row.labels)) {
    series = series.flatMap((known) => values.map((value) => ({ ...known, [label]: value })));
    if (series.length > 200) return [];
  }
  return series;
}

function isList(labels: MetricLabels): labels is readonly string[] {
  return Array.isArray(labels);
}

function checkName(key: string, row: MetricRow): void {
  const parts = key.split('_');
  const unit = parts.at(-1) ?? '';
  const wrong = (why: string) => errors.metric_name(`"${key}" ${why}`);
  if (!nameForm.test(key) || parts.length < 3) throw wrong('is not <component>_<metric>_<unit>');
  if (row.type === 'counter') {
    if (unit !== 'total') throw wrong('is a counter and must end in _total');
    return;
  }
  if (unit === 'total') throw wrong('ends in _total but is no counter');
  const counted = row.type === 'gauge' && unit.length > 2 && unit.endsWith('s');
  if (!units.has(unit) && !counted) throw wrong(`ends in "${unit}", which is no unit`);
}
