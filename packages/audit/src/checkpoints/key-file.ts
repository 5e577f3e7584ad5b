import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errors } from '../errors.ts';
import { keyOfSeed, newKey, type SigningKey } from './signing-key.ts';

/** The key in a file of 64 hex digits (mode 0600); made when it is not there and `make` is set. Throws `audit.key_unusable`. */
export async function loadKey(path: string, make: boolean): Promise<SigningKey | undefined> {
  const found = await readSeed(path);
  if (found !== undefined || !make) return found === undefined ? undefined : keyOfSeed(found);
  await storeKey(path, newKey(), 'first');
  const made = await readSeed(path);
  if (made === undefined) throw errors.key_unusable('the key file is gone again', { file: path });
  return keyOfSeed(made);
}

/** Stores a key; `first` leaves one that is there already, `next` takes its place in one step. */
export async function storeKey(path: string, key: SigningKey, as: 'first' | 'next'): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(6).toString('hex')}.new`;
  try {
    const file = await open(draft, 'wx', 0o600);
    await file.writeFile(`${key.seed.toString('hex')}\n`);
    await file.sync();
    await file.close();
    if (as === 'next') await rename(draft, path);
    else
      await link(draft, path).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
      });
  } catch (cause) {
    throw errors.key_unusable(`the key file cannot be written: ${messageOf(cause)}`, { file: path }, cause);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Puts a key that was stored beside in the place of the one before, in one step. Throws `audit.key_unusable`. */
export async function promoteKey(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (cause) {
    throw errors.key_unusable(`the key file cannot be replaced: ${messageOf(cause)}`, { file: to }, cause);
  }
}

async function readSeed(path: string): Promise<Buffer | undefined> {
  let text: string;
  try {
    const { mode, size } = await stat(path);
    if (process.platform !== 'win32' && (mode & 0o002) !== 0)
      throw errors.key_unusable('anybody may change the key file; take that right away (chmod 600)', { file: path });
    if (size > 1_024) throw errors.key_unusable('the key file is too long for a key', { file: path });
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    if ((cause as { code?: string }).code === 'audit.key_unusable') throw cause;
    throw errors.key_unusable(`the key file cannot be read: ${messageOf(cause)}`, { file: path }, cause);
  }
  const hex = text.trim();
  if (!/^[0-9a-f]{64}$/i.test(hex)) throw errors.key_unusable('the key file holds no 64 hex digits', { file: path });
  return Buffer.from(hex, 'hex');
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
