import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errors } from '../errors.ts';

/**
 * The 32-byte key in a file of 64 hex digits, made at the first start (mode 0600). Processes that start at once end with
 * the same key. Throws `identity.key_unusable` for a file of another form or one that anybody may change.
 */
export async function loadKeyFile(path: string): Promise<Uint8Array> {
  const found = await readKey(path);
  if (found !== undefined) return found;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(6).toString('hex')}.new`;
  try {
    const file = await open(draft, 'wx', 0o600);
    await file.writeFile(`${randomBytes(32).toString('hex')}\n`);
    await file.sync();
    await file.close();
    // A link is made or is not: whoever is second takes the key of the first.
    await link(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } catch (cause) {
    throw errors.key_unusable(`the key file cannot be made: ${messageOf(cause)}`, { file: path }, cause);
  } finally {
    await rm(draft, { force: true });
  }
  const made = await readKey(path);
  if (made === undefined) throw errors.key_unusable('the key file is gone again', { file: path });
  return made;
}

async function readKey(path: string): Promise<Uint8Array | undefined> {
  let text: string;
  try {
    const { mode, size } = await stat(path);
    if (process.platform !== 'win32' && (mode & 0o002) !== 0) {
      throw errors.key_unusable('anybody may change the key file; take that right away (chmod 600)', { file: path });
    }
    if (size > 1_024) throw errors.key_unusable('the key file is too long for a key', { file: path });
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    if ((cause as { code?: string }).code === 'identity.key_unusable') throw cause;
    throw errors.key_unusable(`the key file cannot be read: ${messageOf(cause)}`, { file: path }, cause);
  }
  const hex = text.trim();
  if (!/^[0-9a-f]{64}$/i.test(hex)) throw errors.key_unusable('the key file holds no 64 hex digits', { file: path });
  return Buffer.from(hex, 'hex');
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
