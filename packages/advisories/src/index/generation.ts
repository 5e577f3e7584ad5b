import { type Clock, isAppError } from '@maximus/kernel';
import type { IndexSource } from '../types.ts';
import type { LayeredIndex } from './layered-index.ts';
import { manifestOf } from './manifest.ts';
import { type IndexFile, type Pointer, readPointer } from './pointer.ts';
import { publish } from './publish.ts';
import type { RecordRow } from './segment-content.ts';
import type { WrittenTable } from './table-files.ts';

/** The catalogue and the forecasts of a generation. */
export interface Tables {
  readonly kev?: WrittenTable;
  readonly epss?: WrittenTable;
}

/** Everything that makes up a new generation; its files are on disk. */
export interface NewGeneration {
  readonly dir: string;
  readonly clock: Clock;
  readonly before: Pointer | undefined;
  /** Base, or base and delta. */
  readonly layers: readonly IndexFile[];
  readonly tables: Tables;
  readonly rows: Iterable<RecordRow>;
  readonly sources: readonly IndexSource[];
}

/** Computes the manifest and makes the generation current in one step. */
export function publishGeneration(next: NewGeneration): Pointer {
  const { kev, epss } = next.tables;
  const files = [...next.layers, ...[kev, epss].flatMap((table) => (table === undefined ? [] : [table.file]))];
  const manifest = manifestOf({
    rows: next.rows,
    generation: (next.before?.manifest.generation ?? 0) + 1,
    builtAtMs: next.clock.now(),
    quarantined: next.sources.reduce((sum, source) => sum + source.quarantined, 0),
    sources: next.sources,
    kevDigest: kev?.digest ?? '',
    epssDigest: epss?.digest ?? '',
  });
  return publish(next.dir, { manifest, files }, next.before);
}

/** The tables of the generation that is open, to be carried over unchanged. */
export function tablesOf(pointer: Pointer, index: LayeredIndex): Tables {
  const carried = (role: 'kev' | 'epss'): WrittenTable | undefined => {
    const file = pointer.files.find((each) => each.role === role);
    return file === undefined ? undefined : { file, digest: String(index.tableMeta[role].digest ?? '') };
  };
  const kev = carried('kev');
  const epss = carried('epss');
  return { ...(kev === undefined ? {} : { kev }), ...(epss === undefined ? {} : { epss }) };
}

/** The pointer of a folder that is about to be written; a damaged one is replaced, not an obstacle. */
export function pointerBefore(dir: string): Pointer | undefined {
  try {
    return readPointer(dir);
  } catch (error) {
    if (isAppError(error)) return undefined;
    throw error;
  }
}
