import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { readBundle } from '@maximus/arena';
import type { Result } from '@maximus/kernel';
import type { CommandIo } from '../terminal/io.ts';

/** The files of a bundle, or that there is nothing to read at the place that was named. */
export type ReadEvidence =
  | { readonly state: 'read'; readonly files: ReadonlyMap<string, Uint8Array> }
  | { readonly state: 'refused' | 'absent'; readonly reason: string };

/** Reads a bundle by its name on the command line; a damaged one is an answer and no fault. */
export async function readEvidence(named: string, io: CommandIo): Promise<ReadEvidence> {
  const path = resolve(io.workingFolder, named);
  const facts = statSync(path, { throwIfNoEntry: false });
  if (facts === undefined) return { state: 'absent', reason: 'there is no such file' };
  const files: Result<ReadonlyMap<string, Uint8Array>> = await readBundle(path, facts.isDirectory());
  return files.ok ? { state: 'read', files: files.value } : { state: 'refused', reason: files.error.message };
}
