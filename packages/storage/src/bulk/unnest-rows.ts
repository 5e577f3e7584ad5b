import { type RawBuilder, sql } from 'kysely';

/** A value of one column of many rows; arrays are not possible, `unnest` would take them apart. */
export type UnnestValue = string | number | bigint | boolean | Date | Buffer | null | undefined;

const nameForm = /^[a-z_][a-z0-9_]*$/;
const typeForm = /^[a-z][a-z0-9_ ]*$/;

/**
 * Many rows as a table expression: one parameter per column instead of one per value, so that the statement stays the same
 * text (and prepared) whatever their number. For some thousand rows with `on conflict`; more go through `copyRows`.
 * `types` names PostgreSQL's type of each column; JSON is given as text.
 * @example
 * sql`insert into inbox (consumer_group, event_id) select * from ${unnestRows({ g: 'text', e: 'text' }, rows)}`
 */
export function unnestRows<const C extends Readonly<Record<string, string>>>(
  types: C,
  rows: readonly { readonly [K in keyof C]: UnnestValue }[],
): RawBuilder<unknown> {
  const columns = Object.entries(types);
  const wrong = columns.find(([name, type]) => !nameForm.test(name) || !typeForm.test(type));
  if (wrong !== undefined) throw new TypeError(`"${wrong.join(' ')}" is no column of unnest`);
  const lists = columns.map(([name, type]) => sql`${rows.map((row) => row[name] ?? null)}::${sql.raw(type)}[]`);
  return sql`unnest(${sql.join(lists)}) as rows (${sql.join(columns.map(([name]) => sql.ref(name)))})`;
}
