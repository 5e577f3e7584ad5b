import type { EpssColumns } from './epss-day.ts';
import type { PackedPackages } from './packed-packages.ts';
import type { PackedBatch, RecordTexts } from './prepared-batch.ts';
import type { FinishedSection } from './section-buffer.ts';
import type { WrittenTable } from './table-files.ts';

/** What the second thread of a build can do, by name: what it is given and what it answers. */
export interface BuildWork {
  /** Prepares records. */
  readonly records: { readonly task: RecordTexts; readonly reply: PackedBatch };
  /** Makes the sections of one base ecosystem's packages. */
  readonly packages: {
    readonly task: PackedPackages & { readonly base: string };
    readonly reply: readonly FinishedSection[];
  };
  /** Writes a day of forecasts into the folder of the index. */
  readonly epss: {
    readonly task: { readonly dir: string; readonly date: string; readonly columns: ColumnsOnly };
    readonly reply: WrittenTable;
  };
}

/** Columns of forecasts without the methods, which do not go from thread to thread. */
type ColumnsOnly = Pick<EpssColumns, 'cves' | 'probabilities' | 'percentiles' | 'length'>;

/** A task with its name. */
export type BuildTask = {
  [K in keyof BuildWork]: { readonly kind: K; readonly task: BuildWork[K]['task'] };
}[keyof BuildWork];
