import type { MetricLabels, MetricRow } from './table.ts';

/** Values for exactly the labels that the table names. */
export type LabelValues<L> = L extends readonly (infer Name extends string)[]
  ? Readonly<Record<Name, string>>
  : L extends Readonly<Record<string, readonly string[]>>
    ? { readonly [Name in keyof L]: string }
    : never;

type Args<L, Value extends unknown[]> = L extends MetricLabels ? [labels: LabelValues<L>, ...value: Value] : Value;

/** Counts up. */
export interface Counter<L = undefined> {
  inc(...args: Args<L, [by?: number]>): void;
}

/** Goes up and down. */
export interface Gauge<L = undefined> {
  set(...args: Args<L, [value: number]>): void;
  inc(...args: Args<L, [by?: number]>): void;
  dec(...args: Args<L, [by?: number]>): void;
  /** Has the value read at every scrape; `record` may be called once per series. A reader that fails is skipped. */
  collect(read: (record: (...args: Args<L, [value: number]>) => void) => void | Promise<void>): void;
}

/** Distributes values over buckets. */
export interface Histogram<L = undefined> {
  observe(...args: Args<L, [value: number]>): void;
}

type LabelsOf<R extends MetricRow> = R extends { readonly labels: infer L extends MetricLabels } ? L : undefined;

/** The handle that a row of a table is bound to. */
export type HandleOf<R extends MetricRow> = R['type'] extends 'counter'
  ? Counter<LabelsOf<R>>
  : R['type'] extends 'gauge'
    ? Gauge<LabelsOf<R>>
    : Histogram<LabelsOf<R>>;

/** The handles of a table, by key. */
export type Handles<Rows extends Readonly<Record<string, MetricRow>>> = {
  readonly [Key in keyof Rows]: HandleOf<Rows[Key]>;
};
