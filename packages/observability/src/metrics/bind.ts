import type { Handles } from './handles.ts';
import type { MetricsRegistry } from './registry.ts';
import type { MetricRow, MetricsTable } from './table.ts';

const nothing = () => undefined;
/** Does what every kind of handle does: nothing. */
const idle = { inc: nothing, dec: nothing, set: nothing, observe: nothing, collect: nothing };

/**
 * The handles of a table. Without a registry each does nothing. Binding the same table again gives the same handles; a
 * name that another table holds throws `observability.metric_duplicate`.
 */
export function bindMetrics<Rows extends Readonly<Record<string, MetricRow>>>(
  table: MetricsTable<Rows>,
  registry?: MetricsRegistry | undefined,
): Handles<Rows> {
  if (registry !== undefined) return registry.bind(table);
  return Object.fromEntries(Object.keys(table.$rows).map((key) => [key, idle])) as unknown as Handles<Rows>;
}
