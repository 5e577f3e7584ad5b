import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fail, isAppError, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import type { AdvisoryIndex } from '../types.ts';
import { fileSource } from './bytes.ts';
import { LayeredIndex } from './layered-index.ts';
import { isBeingWritten } from './lock-holder.ts';
import { type FileRole, type Pointer, readPointer } from './pointer.ts';
import { SegmentReader } from './segment-reader.ts';

const tries = 5;

/**
 * Opens the current generation of an index folder, for reading only: no lock is taken and nothing is written. The answer
 * stays the same while builds and updates go on; open again to see a newer one. Fails with `advisories.no_database` when
 * there is none, `advisories.database_unusable` when it is damaged or was never completed, `advisories.database_format`
 * when it is of another format.
 */
export function openIndex(dir: string): Result<AdvisoryIndex> {
  return openLayered(dir);
}

/** As `openIndex`, with what updates and exports need beside look-ups. */
export function openLayered(dir: string): Result<LayeredIndex> {
  const opened = openGenerationOf(dir);
  return opened.ok ? ok(opened.value.index) : opened;
}

/** An open generation, with the pointer that named it and its files, which may be current no more. */
export interface OpenGeneration {
  readonly index: LayeredIndex;
  readonly pointer: Pointer;
  readonly segments: ReadonlyMap<FileRole, SegmentReader>;
}

/** As `openLayered`, with what the generation is made of: a writer may replace it at any moment. */
export function openGenerationOf(dir: string): Result<OpenGeneration> {
  try {
    for (let attempt = 1; ; attempt += 1) {
      const pointer = readPointer(dir);
      if (pointer === undefined) return fail(missing(dir));
      const opened = openGeneration(dir, pointer, attempt < tries);
      if (opened !== undefined) return ok(opened);
    }
  } catch (error) {
    if (isAppError(error)) return fail(error);
    throw error;
  }
}

/** `undefined` when a file has gone since the pointer was read, because two generations passed in between. */
function openGeneration(dir: string, pointer: Pointer, mayRetry: boolean): OpenGeneration | undefined {
  const open = new Map<FileRole, SegmentReader>();
  try {
    for (const file of pointer.files) open.set(file.role, openFile(join(dir, file.name), file.size));
  } catch (error) {
    for (const segment of open.values()) segment.close();
    if (mayRetry && (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    if (isAppError(error)) throw error;
    throw errors.database_unusable(`a file of the database cannot be opened: ${(error as Error).message}`, {
      file: dir,
    });
  }
  const base = open.get('base');
  if (base === undefined) throw errors.database_unusable('the database names no base file', { file: dir });
  const delta = open.get('delta');
  const kev = open.get('kev');
  const epss = open.get('epss');
  const index = new LayeredIndex(pointer.manifest, {
    layers: delta === undefined ? [base] : [delta, base],
    ...(kev === undefined ? {} : { kev }),
    ...(epss === undefined ? {} : { epss }),
  });
  return { index, pointer, segments: open };
}

function openFile(path: string, size: number): SegmentReader {
  const source = fileSource(path);
  try {
    if (source.size !== size) {
      const text = `the file has ${source.size} bytes, and ${size} were written`;
      throw errors.database_unusable(text, { file: path });
    }
    return new SegmentReader(source, path);
  } catch (error) {
    source.close();
    throw error;
  }
}

function missing(dir: string): Error & ReturnType<typeof errors.no_database> {
  let names: string[] = [];
  try {
    names = readdirSync(dir);
  } catch (cause) {
    return errors.no_database(`there is no advisory database in ${dir}`, { file: dir }, cause);
  }
  if (isBeingWritten(dir)) return errors.no_database(`the first build of ${dir} is not complete yet`, { file: dir });
  if (names.some((name) => name.endsWith('.seg') || name.startsWith('tmp-')))
    return errors.database_unusable('a build of this database was never completed', { file: dir });
  return errors.no_database(`there is no advisory database in ${dir}`, { file: dir });
}
