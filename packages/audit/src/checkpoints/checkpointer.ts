import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { AuditCheckpoint, AuditKey } from '@maximus/contracts';
import { type Clock, canonicalJson } from '@maximus/kernel';
import { auditCheckpointRows, auditLeafRows, type Database, type Tx } from '@maximus/storage';
import { errors } from '../errors.ts';
import { Frontier, fitsSize } from '../merkle/frontier.ts';
import { loadKey, promoteKey, storeKey } from './key-file.ts';
import { newKey, type SigningKey } from './signing-key.ts';
import { checkpointDigest, checkpointOf, keyOf, signCheckpoint, signKey } from './statements.ts';

/** Where signed states go, and how often. */
export interface CheckpointSettings {
  /** Ed25519 seed, 64 hex digits; made at the first checkpoint. Every server of one database needs the same. */
  readonly keyFile: string;
  /** Every checkpoint is appended to it as a line, so that a copy outside of the database exists. */
  readonly file: string;
  /** Default 60 s. */
  readonly everyMs?: number;
  /** Told of every new checkpoint after it was stored, to keep it elsewhere; a failure is logged. */
  readonly anchor?: (checkpoint: AuditCheckpoint) => Promise<void>;
}

/** Signs states of the log. */
export interface Checkpointer {
  /** Signs what was sealed since the last one; undefined when there is nothing new. Throws `audit.*`. */
  checkpoint(): Promise<AuditCheckpoint | undefined>;
  /** From now on a new key signs; the old one signs it. */
  rotate(): Promise<AuditKey>;
}

const LEAVES_AT_ONCE = 10_000;

/** Signs states of a log, one process at a time; the state before is checked and goes on, so that each costs only what is new. */
export function createCheckpointer(
  db: Database,
  clock: Clock,
  log: { error(fields: object, message: string): void },
  settings: CheckpointSettings,
): Checkpointer {
  const { keyFile, file } = settings;

  /** The key that the log is signed with now. */
  const currentKey = async (tx: Tx): Promise<{ readonly key: SigningKey; readonly stated?: AuditKey }> => {
    const stated = await auditCheckpointRows.keys(tx);
    const newest = stated.at(-1);
    if (newest === undefined) {
      const key = await loadKey(keyFile, true);
      if (key === undefined) throw errors.key_unusable('there is no key file', { file: keyFile });
      return { key, stated: await stateKey(tx, key, undefined, 1) };
    }
    const key = await loadKey(keyFile, false);
    if (key?.keyId === newest.key_id) return { key };
    // A rotation that was cut off between the database and the file.
    const next = await loadKey(nextFile(keyFile), false);
    if (next?.keyId !== newest.key_id)
      throw errors.key_not_current('the key file is not the key that the log is signed with', { file: keyFile });
    await promoteKey(nextFile(keyFile), keyFile);
    return { key: next };
  };

  const stateKey = async (
    tx: Tx,
    key: SigningKey,
    previous: SigningKey | undefined,
    place: number,
  ): Promise<AuditKey> => {
    const stated = signKey(key, new Date(clock.now()).toISOString(), previous);
    await auditCheckpointRows.insertKey(tx, { ...stated, place, created_at: new Date(stated.created_at) });
    return stated;
  };

  const write = async (lines: readonly object[]): Promise<void> => {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await appendFile(file, lines.map((line) => `${canonicalJson(line)}\n`).join(''), { mode: 0o600, flush: true });
  };

  const sign = async (tx: Tx) => {
    await auditLeafRows.lock(tx);
    const last = await auditCheckpointRows.newest(tx);
    const size = await auditLeafRows.lastSeq(tx);
    const from = Number(last?.size ?? 0);
    if (size < from) throw errors.not_what_was_signed(`${from} leaves were signed and ${size} are there`);
    if (size === from) return undefined;
    const { key, stated } = await currentKey(tx);
    const frontier = new Frontier(from, last?.frontier);
    if (last !== undefined && (!fitsSize(from, frontier.roots) || frontier.root()?.toString('hex') !== last.root))
      throw errors.not_what_was_signed('the kept roots do not lead to the signed one');
    await grow(tx, frontier, size);
    const root = frontier.root()?.toString('hex') ?? '';
    const before = last === undefined ? undefined : checkpointOf(last);
    const made = signCheckpoint(key, {
      origin: before?.origin ?? `maximus-audit-${key.keyId.slice(0, 16)}`,
      size,
      root,
      at: new Date(clock.now()).toISOString(),
      prev_digest: before === undefined ? null : checkpointDigest(before),
    });
    await auditCheckpointRows.insert(tx, {
      ...made,
      size: String(size),
      at: new Date(made.at),
      frontier: [...frontier.roots],
    });
    return { made, stated };
  };

  return {
    checkpoint: async () => {
      const signed = await db.transaction(sign);
      if (signed === undefined) return undefined;
      const { made, stated } = signed;
      await write([...(stated === undefined ? [] : [{ type: 'key', ...stated }]), { type: 'checkpoint', ...made }]);
      // The checkpoint is stored and in the file; what keeps it elsewhere may be away for a while.
      await settings.anchor?.(made).catch((err: unknown) => log.error({ err }, 'a checkpoint could not be anchored'));
      return made;
    },
    rotate: async () => {
      const next = newKey();
      const stated = await db.transaction(async (tx) => {
        await auditLeafRows.lock(tx);
        const { key } = await currentKey(tx);
        const keys = await auditCheckpointRows.keys(tx);
        // On the disk before it is in the database: a crash in between loses no key.
        await storeKey(nextFile(keyFile), next, 'next');
        return await stateKey(tx, next, key, keys.length + 1);
      });
      await promoteKey(nextFile(keyFile), keyFile);
      await write([{ type: 'key', ...stated }]);
      return stated;
    },
  };
}

async function grow(tx: Tx, frontier: Frontier, size: number): Promise<void> {
  while (frontier.size < size) {
    const from = frontier.size;
    const to = Math.min(size, from + LEAVES_AT_ONCE);
    const leaves = await auditLeafRows.hashes(tx, from, to);
    if (leaves.length !== to - from) throw errors.leaves_missing(`leaves between ${from + 1} and ${to} are missing`);
    for (const leaf of leaves) frontier.add(leaf);
  }
}

function nextFile(keyFile: string): string {
  return `${keyFile}.next`;
}

/** Stored keys in their wire form, the first one first. */
export async function statedKeys(db: Database): Promise<readonly AuditKey[]> {
  return (await auditCheckpointRows.keys(db)).map(keyOf);
}
