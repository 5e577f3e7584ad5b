import { createHash } from 'node:crypto';
import { chmodSync, chownSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { errors } from '../../errors.ts';
import { restore } from './recover.ts';
import { chooseStaging, digestOfFile, type Journal, plainFile, stagingNames, writeDurably } from './staging.ts';

/** New bytes for a file that is there. */
export interface WorkingEdit {
  /** Relative to the project, with `/`. */
  readonly file: string;
  /** SHA-256 in hex of what was planned on; anything else there is left alone. */
  readonly beforeDigest: string;
  readonly after: Uint8Array;
}

/** A moment in the work, in order; tests stop it there. */
export type ApplyMoment = 'checked' | 'journalled' | 'staged' | `replaced ${number}` | 'committed';

/**
 * Changes the files of a project, all of them or none. They are made ready beside the tree, then put in place by renames in one
 * turn of the event loop; a fault on the way puts every file back, and after a kill the next run does (`recover`). Throws
 * `cli.fix_refused` where a file is not what was planned on, `cli.fix_busy` where another run is at it.
 */
export function applyEdits(
  root: string,
  edits: readonly WorkingEdit[],
  onMoment: (moment: ApplyMoment) => void = () => undefined,
): void {
  const targets = edits.map((edit) => ({ ...edit, path: checked(root, edit) }));
  onMoment('checked');
  const staging = chooseStaging(
    root,
    edits.map(({ file }) => file),
  );
  openStaging(staging);
  const journal: Journal = {
    pid: process.pid,
    files: targets.map(({ file, beforeDigest, after }) => ({ file, before: beforeDigest, after: digestOf(after) })),
  };
  try {
    // Before anything else: a folder without a journal is one that a dead run left, and the next run removes it.
    const fresh = join(staging, `${stagingNames.journal}.new`);
    writeDurably(fresh, Buffer.from(JSON.stringify(journal)), 0o600);
    renameSync(fresh, join(staging, stagingNames.journal));
    onMoment('journalled');
    for (const [at, { path, after }] of targets.entries()) {
      writeDurably(join(staging, stagingNames.before(at)), readFileSync(path), 0o600);
      const ready = join(staging, stagingNames.after(at));
      writeDurably(ready, after, 0o600);
      keepFacts(path, ready);
    }
    onMoment('staged');
    for (const [at, { path }] of targets.entries()) {
      renameSync(join(staging, stagingNames.after(at)), path);
      onMoment(`replaced ${at}`);
    }
    // From here on the change stands: without a journal nothing is put back.
    unlinkSync(join(staging, stagingNames.journal));
  } catch (cause) {
    restore(root, staging, journal);
    rmSync(staging, { recursive: true, force: true });
    throw cause;
  }
  onMoment('committed');
  rmSync(staging, { recursive: true, force: true });
}

function checked(root: string, { file, beforeDigest }: WorkingEdit): string {
  const path = plainFile(root, file);
  if (digestOfFile(path) !== beforeDigest)
    throw errors.fix_refused('it was changed while the remedy was made', { file });
  return path;
}

function openStaging(staging: string): void {
  try {
    mkdirSync(staging, { mode: 0o700 });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    throw errors.fix_busy('another run changes this project', { file: staging }, cause);
  }
}

/** Mode and owner of the file that is replaced; the owner only where we may. */
function keepFacts(path: string, ready: string): void {
  const { mode, uid, gid } = lstatSync(path);
  if (process.getuid?.() === 0) chownSync(ready, uid, gid);
  chmodSync(ready, mode & 0o7777);
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
