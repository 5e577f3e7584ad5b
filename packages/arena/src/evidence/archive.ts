import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createZstdCompress, createZstdDecompress } from 'node:zlib';
import { fail, isAppError, ok, type Result } from '@maximus/kernel';
import { extract, pack } from 'tar-stream';
import { errors } from '../errors.ts';

/** A bundle may hold anything: these bound what is read of it. */
const maxFiles = 20_000;
const maxFileBytes = 64 << 20;
const maxTotalBytes = 512 << 20;

/**
 * Head of the frame that closes an archive: a skippable frame (RFC 8878 §3.1.2) of 32 bytes, which every reader of zstd passes
 * over. It holds the SHA-256 of all bytes before it, so that no byte can change unseen, not even one that would decode alike.
 */
const sealHead = Buffer.from([0x5e, 0x2a, 0x4d, 0x18, 32, 0, 0, 0]);
const sealBytes = sealHead.length + 32;

function sealOf(body: Uint8Array): Buffer {
  return Buffer.concat([sealHead, createHash('sha256').update(body).digest()]);
}

/** Writes files as `.tar.zst`, closed with the digest of what it holds; equal files give equal bytes. */
export async function writeArchive(files: ReadonlyMap<string, Uint8Array>): Promise<Uint8Array> {
  const tar = pack();
  for (const [name, bytes] of files)
    tar.entry({ name, size: bytes.length, mode: 0o644, mtime: new Date(0) }, Buffer.from(bytes));
  tar.finalize();
  const chunks: Buffer[] = [];
  await pipeline(Readable.from(tar), createZstdCompress(), async (stream: AsyncIterable<Buffer>) => {
    for await (const chunk of stream) chunks.push(chunk);
  });
  const body = Buffer.concat(chunks);
  return Buffer.concat([body, sealOf(body)]);
}

/**
 * Reads a bundle from a `.tar.zst` file or a folder. Regular files with plain relative names only; links, devices, names
 * that climb and sizes past the bounds are `arena.bundle_refused`.
 */
export async function readBundle(path: string, isFolder: boolean): Promise<Result<ReadonlyMap<string, Uint8Array>>> {
  try {
    return ok(isFolder ? await readFolder(path) : await readTar(path));
  } catch (error) {
    if (isAppError(error)) return fail(error);
    return fail(errors.bundle_refused(`it cannot be read: ${(error as Error).message}`, { file: path }, error));
  }
}

async function readTar(path: string): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const add = collector(files, path);
  const tar = extract();
  const done = async () => {
    for await (const entry of tar) {
      const { name, type, size } = entry.header;
      if (type === 'directory') {
        entry.resume();
        continue;
      }
      if (type !== 'file') throw errors.bundle_refused(`${name} is no regular file`, { file: path });
      if ((size ?? 0) > maxFileBytes) throw errors.bundle_refused(`${name} is too large`, { file: path });
      const chunks: Buffer[] = [];
      for await (const chunk of entry) chunks.push(chunk as Buffer);
      add(name, Buffer.concat(chunks));
    }
  };
  const packed = await readFile(path);
  const body = packed.subarray(0, Math.max(packed.length - sealBytes, 0));
  if (!sealOf(body).equals(packed.subarray(body.length))) {
    throw errors.bundle_refused('its last bytes are not the digest of the others: it was changed or cut off', {
      file: path,
    });
  }
  await Promise.all([pipeline(Readable.from([body]), createZstdDecompress(), bounded(path), tar), done()]);
  return files;
}

/** Ends an expansion that grows past every bundle. */
function bounded(path: string): (chunks: AsyncIterable<Buffer>) => AsyncGenerator<Buffer> {
  return async function* (chunks) {
    let bytes = 0;
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > maxTotalBytes) throw errors.bundle_refused('it expands past 512 MiB', { file: path });
      yield chunk;
    }
  };
}

async function readFolder(root: string): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const add = collector(files, root);
  for (const entry of await readdir(root, { withFileTypes: true, recursive: true })) {
    if (entry.isDirectory()) continue;
    const full = join(entry.parentPath, entry.name);
    const name = relative(root, full).split(sep).join('/');
    if (!entry.isFile()) throw errors.bundle_refused(`${name} is no regular file`, { file: root });
    add(name, await readFile(full));
  }
  return files;
}

function collector(files: Map<string, Uint8Array>, path: string): (name: string, bytes: Uint8Array) => void {
  let total = 0;
  return (name, bytes) => {
    const parts = name.split('/');
    if (name.includes('\u0000') || name.startsWith('/') || parts.some((part) => part === '..' || part === '')) {
      throw errors.bundle_refused(`it holds a file with the name ${JSON.stringify(name.slice(0, 100))}`, {
        file: path,
      });
    }
    if (files.has(name)) throw errors.bundle_refused(`it holds ${name} twice`, { file: path });
    total += bytes.length;
    if (files.size >= maxFiles || total > maxTotalBytes)
      throw errors.bundle_refused('it holds too much', { file: path });
    files.set(name, bytes);
  };
}
