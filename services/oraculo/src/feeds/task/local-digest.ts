import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

const maxDepth = 64;

/** SHA-256 over names and contents of a file, or of all files below a folder; hidden ones and links are left out. */
export async function localDigest(path: string): Promise<string> {
  const hash = createHash('sha256');
  const found = await stat(path);
  if (found.isDirectory()) await addFolder(hash, path, '', 0);
  else await addFile(hash, path, '');
  return hash.digest('hex');
}

async function addFolder(hash: Hash, root: string, below: string, depth: number): Promise<void> {
  const entries = await readdir(join(root, below), { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const name = join(below, entry.name);
    if (entry.isDirectory() && depth < maxDepth) await addFolder(hash, root, name, depth + 1);
    else if (entry.isFile()) await addFile(hash, join(root, name), name);
  }
}

async function addFile(hash: Hash, path: string, name: string): Promise<void> {
  const content = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) content.update(chunk as Buffer);
  hash.update(`${name}\0${content.digest('hex')}\n`);
}
