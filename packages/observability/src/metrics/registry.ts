import type * as Prom from 'prom-client';
import { errors } from '../errors.ts';
import type { Handles } from './handles.ts';
import { knownSeries, labelNames, type MetricRow, type MetricsTable } from './table.ts';

type Labels = Readonly<Record<string, string>>;

/** Holds the metrics of one process and prints them in Prometheus' text format. */
export interface MetricsRegistry {
  /** Media type of `text()`. */
  readonly contentType: string;
  bind<Rows extends Readonly<Record<string, MetricRow>>>(table: MetricsTable<Rows>): Handles<Rows>;
  text(): Promise<string>;
  /** The value of one series by full name, for tests and status pages; `undefined` when there is none. */
  value(name: string, labels?: Labels): Promise<number | undefined>;
}

/** A registry on prom-client; `labels` are added to every series (`service`, `environment`). */
export async function createMetricsRegistry(labels: Labels = {}): Promise<MetricsRegistry> {
  const prom = await import('prom-client');
  const registry = new prom.Registry();
  registry.setDefaultLabels({ ...labels });
  const bound = new Map<MetricsTable, unknown>();
  return {
    contentType: registry.contentType,
    bind: (table) => {
      const known = bound.get(table);
      if (known !== undefined) return known as never;
      const handles: Record<string, unknown> = {};
      for (const [key, row] of Object.entries(table.$rows)) {
        const name = `maximus_${table.$service}_${key}`;
        if (registry.getSingleMetric(name) !== undefined) {
          throw errors.metric_duplicate(`the metric ${name} is declared twice`, { name });
        }
        handles[key] = register(prom, registry, name, row);
      }
      bound.set(table, handles);
      return handles as never;
    },
    text: () => registry.metrics(),
    value: async (name, wanted = {}) => {
      const metric = await registry.getSingleMetric(name)?.get();
      const found = metric?.values.find(({ labels: has, ...value }) => {
        const suffix = 'metricName' in value ? value.metricName : name;
        const plain = suffix === name || suffix === `${name}_count`;
        return plain && Object.entries(wanted).every(([label, text]) => has[label as never] === text);
      });
      return found?.value;
    },
  };
}

function register(prom: typeof Prom, registry: Prom.Registry, name: string, row: MetricRow): unknown {
  const base = { name, help: row.help, labelNames: [...labelNames(row)], registers: [registry] };
  if (row.type === 'counter') {
    const counter = new prom.Counter(base);
    for (const series of knownSeries(row)) counter.inc(series, 0);
    return counter;
  }
  if (row.type === 'histogram') {
    const histogram = new prom.Histogram({ ...base, ...(row.buckets ? { buckets: [...row.buckets] } : {}) });
    for (const series of knownSeries(row)) histogram.zero(series);
    return histogram;
  }
  return gauge(prom, base, row);
}

function gauge(prom: typeof Prom, base: Prom.GaugeConfiguration<string>, row: MetricRow): unknown {
  const readers: ((record: (...args: [never]) => void) => void | Promise<void>)[] = [];
  const handle = new prom.Gauge({
    ...base,
    // A scrape shows what can be read: one reader that fails may not hide every other metric.
    collect: async () => {
      await Promise.allSettled(readers.map(async (read) => read((...args) => handle.set(...args))));
    },
  });
  for (const series of knownSeries(row)) handle.set(series, 0);
  return {
    set: handle.set.bind(handle),
    inc: handle.inc.bind(handle),
    dec: handle.dec.bind(handle),
    collect: (read: (typeof readers)[number]) => void readers.push(read),
  };
}
