import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { syncFolder } from './durable-file.ts';
import { type Pointer, writePointer } from './pointer.ts';

/**
 * Makes a generation current and removes what neither it nor the one before needs. The caller holds the write lock, so
 * temporary files found here are leftovers of a writer that was killed.
 */
export function publish(dir: string, next: Omit<Pointer, 'previous'>, before: Pointer | undefined): Pointer {
  syncFolder(dir);
  const pointer = { ...next, previous: (before?.files ?? []).map((file) => file.name) };
  writePointer(dir, pointer);
  removeOld(dir, new Set([...pointer.files.map((file) => file.name), ...pointer.previous]));
  return pointer;
}

/** Removes leftovers of killed writers. Only while holding the write lock. */
export function removeTemporary(dir: string): void {
  for (const name of readdirSync(dir)) if (name.startsWith('tmp-')) rmSync(join(dir, name), { force: true });
}

function removeOld(dir: string, kept: ReadonlySet<string>): void {
  for (const name of readdirSync(dir)) {
    if (name.endsWith('.seg') && !kept.has(name)) rmSync(join(dir, name), { force: true });
  }
}
