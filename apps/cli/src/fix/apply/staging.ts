import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { z } from 'zod';
import { errors } from '../../errors.ts';

/** What a run that is changing files leaves for the next one, should it be killed on the way. */
export const Journal = z.strictObject({
  pid: z.number().int().positive(),
  files: z
    .array(z.strictObject({ file: z.string(), before: z.string().length(64), after: z.string().length(64) }))
    .max(500),
});
export type Journal = z.infer<typeof Journal>;

/** Names inside a staging folder. */
export const stagingNames = {
  journal: 'journal.json',
  before: (at: number) => `${at}.before`,
  after: (at: number) => `${at}.after`,
} as const;

/**
 * Where changes may be made ready: inside `.git`, which is no part of the working tree, else in the project itself. Always on
 * the file system of the files, since only there a rename is one step.
 */
export function stagingFolders(root: string): readonly string[] {
  const git = join(root, '.git');
  const isFolder = lstatSync(git, { throwIfNoEntry: false })?.isDirectory() === true;
  return [...(isFolder ? [join(git, 'maximus-fix')] : []), join(root, '.maximus-fix')];
}

/** The first of them on the file system of all files; throws `cli.fix_refused` where there is none. */
export function chooseStaging(root: string, files: readonly string[]): string {
  const devices = new Set(files.map((file) => statSync(dirname(join(root, file))).dev));
  const found = stagingFolders(root).find((folder) => devices.size === 1 && devices.has(statSync(dirname(folder)).dev));
  if (found === undefined) throw errors.fix_refused('the files to change lie on several file systems');
  return found;
}

/** The absolute path of a file that may be changed: regular, no link on the way to it, inside the project. */
export function plainFile(root: string, file: string): string {
  const steps = file.split('/');
  const odd =
    file.includes('\0') || file.includes('\\') || steps.some((step) => step === '' || step === '.' || step === '..');
  if (odd || steps[0]?.toLowerCase() === '.git') throw errors.fix_refused('it is no file of the project', { file });
  const path = join(root, ...steps);
  const facts = lstatSync(path, { throwIfNoEntry: false });
  if (facts?.isFile() !== true || realpathSync(dirname(path)) !== dirname(join(realpathSync(root), ...steps))) {
    throw errors.fix_refused('it is no plain file, or a link leads to it', { file });
  }
  return path.split('/').join(sep);
}

/** SHA-256 of a file in hex. */
export function digestOfFile(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** Writes a new file and waits until it is on the disk. */
export function writeDurably(path: string, bytes: Uint8Array, mode: number): void {
  const fd = openSync(path, 'wx', mode);
  try {
    writeFileSync(fd, bytes);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** The journal of a staging folder; `undefined` where the run was not yet, or no longer, changing files. */
export function readJournal(folder: string): Journal | undefined {
  const path = join(folder, stagingNames.journal);
  if (!existsSync(path)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw errors.fix_refused('what an interrupted run left behind cannot be read', { file: path }, cause);
  }
  const parsed = Journal.safeParse(value);
  if (!parsed.success) throw errors.fix_refused('what an interrupted run left behind is damaged', { file: path });
  return parsed.data;
}
