import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, steadyClock } from '@maximus/kernel';
import { type Logger, silentLogger } from '@maximus/observability';
import { type LevelCounts, levelCounts } from './level-counts.ts';

/** Large bytes on disk, named by what they are. They never change and may leave at any time. */
export interface BlobStore {
  readonly counts: LevelCounts;
  /** Keeps the bytes and answers their SHA-256 in hexadecimal, also when they could not be kept. */
  put(bytes: Uint8Array): Promise<string>;
  /** The bytes, checked against their name; `undefined` when they have left, were damaged or cannot be read. */
  get(digest: string): Promise<Uint8Array | undefined>;
  has(digest: string): boolean;
  delete(digest: string): Promise<void>;
}

/** Where and how much. */
export interface BlobStoreOptions {
  readonly folder: string;
  readonly maxBytes: number;
  readonly logger?: Logger;
  readonly clock?: Clock;
  readonly evicted?: () => void;
}

const digestForm = /^[0-9a-f]{64}$/;
/** What a file takes at least; it also bounds how many there can be. */
const blockBytes = 4_096;
const onDisk = (bytes: number) => Math.max(blockBytes, bytes);

/** Opens the folder and takes over what an earlier process left there; the longest unused leave first. */
export async function openBlobStore(options: BlobStoreOptions): Promise<BlobStore> {
  const { folder, maxBytes, logger = silentLogger, clock = steadyClock } = options;
  const sizes = new Map<string, number>();
  let bytes = 0;
  const counts = levelCounts(clock, () => ({ bytes, entries: sizes.size }));
  const pathOf = (digest: string) => join(folder, digest.slice(0, 2), digest);
  const forget = (digest: string): void => {
    bytes -= onDisk(sizes.get(digest) ?? 0) * (sizes.has(digest) ? 1 : 0);
    sizes.delete(digest);
  };
  const remember = (digest: string, size: number): void => {
    forget(digest);
    sizes.set(digest, size);
    bytes += onDisk(size);
  };
  const failed = (err: unknown): void => {
    counts.add('errors');
    logger.warn({ err }, 'a blob of the cache could not be read or written');
  };
  const discard = async (digest: string): Promise<void> => {
    forget(digest);
    await rm(pathOf(digest), { force: true }).catch(failed);
  };
  const makeRoom = async (): Promise<void> => {
    for (const digest of sizes.keys()) {
      if (bytes <= maxBytes) return;
      counts.add('evictions');
      options.evicted?.();
      await discard(digest);
    }
  };

  for (const { digest, size } of await leftovers(folder)) remember(digest, size);
  await makeRoom();

  return {
    counts,
    has: (digest) => sizes.has(digest),
    async put(content) {
      const digest = createHash('sha256').update(content).digest('hex');
      counts.add('sets');
      if (sizes.has(digest)) {
        remember(digest, content.byteLength);
        return digest;
      }
      if (onDisk(content.byteLength) > maxBytes) return digest;
      const path = pathOf(digest);
      // A name of its own until it is whole: nobody ever sees half a blob.
      const draft = `${path}.${randomBytes(6).toString('hex')}.part`;
      try {
        await mkdir(join(folder, digest.slice(0, 2)), { recursive: true });
        await writeFile(draft, content, { flag: 'wx' });
        await rename(draft, path);
        remember(digest, content.byteLength);
      } catch (error) {
        failed(error);
        await rm(draft, { force: true }).catch(failed);
      }
      await makeRoom();
      return digest;
    },
    async get(digest) {
      const size = sizes.get(digest);
      if (size === undefined) {
        counts.add('misses');
        return undefined;
      }
      try {
        const content = await readFile(pathOf(digest));
        if (createHash('sha256').update(content).digest('hex') !== digest) throw new Error(`blob ${digest} is damaged`);
        counts.add('hits');
        remember(digest, content.byteLength);
        const now = new Date();
        await utimes(pathOf(digest), now, now);
        return content;
      } catch (error) {
        failed(error);
        counts.add('misses');
        await discard(digest);
        return undefined;
      }
    },
    async delete(digest) {
      counts.add('deletes');
      if (sizes.has(digest)) await discard(digest);
    },
  };
}

/** The blobs of a folder, longest unused first. Drafts that a killed process left are removed. */
async function leftovers(folder: string): Promise<readonly { digest: string; size: number }[]> {
  await mkdir(folder, { recursive: true });
  const found: { digest: string; size: number; usedMs: number }[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    if (entry.name.endsWith('.part')) await rm(path, { force: true });
    if (!digestForm.test(entry.name)) continue;
    const { size, mtimeMs } = await stat(path);
    found.push({ digest: entry.name, size, usedMs: mtimeMs });
  }
  return found.sort((a, b) => a.usedMs - b.usedMs);
}
