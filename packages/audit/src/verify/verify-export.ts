import { createHash } from 'node:crypto';
import type { AuditCheckpoint, AuditKey } from '@maximus/contracts';
import { Frontier } from '../merkle/frontier.ts';
import { faultOfEntry } from './check-entry.ts';
import { type ExportLine, readLine } from './export-line.ts';
import { faultOfKeys, faultOfOrder, faultOfSignature } from './key-chain.ts';

/** What a check of an export found. */
export interface VerifyReport {
  readonly valid: boolean;
  /** The first place at which the log is not what it was; undefined where no single place can be named. */
  readonly firstBadSeq: number | undefined;
  /** At most 20, the first one first. */
  readonly faults: readonly string[];
  readonly entries: number;
  readonly checkpoints: number;
  readonly keys: number;
  /** How many entries the last checkpoint covers; later ones have hashes that nobody has signed yet. */
  readonly signedEntries: number;
  /** Root over all entries, hex; undefined of an empty log. */
  readonly root: string | undefined;
}

const MOST_FAULTS = 20;

/**
 * Checks an export without a network, a database or a secret (hitl.md §7): every changed byte, and every row that was deleted,
 * added or moved. That rows at the end are missing shows only against `kept`, lines of checkpoints from elsewhere. A log that
 * was made anew with a key of somebody's own shows only there, too.
 */
export async function verifyExport(
  lines: AsyncIterable<string> | Iterable<string>,
  kept: readonly (AuditCheckpoint | AuditKey)[] = [],
): Promise<VerifyReport> {
  const check = new ExportCheck(kept);
  for await (const line of lines) check.take(line);
  return check.report();
}

/** Checkpoints and keys of a file that was kept elsewhere; undefined where a line is neither. */
export function readKept(text: string): readonly (AuditCheckpoint | AuditKey)[] | undefined {
  const kept: (AuditCheckpoint | AuditKey)[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const read = readLine(line);
    if (read?.type !== 'key' && read?.type !== 'checkpoint') return undefined;
    const { type: _type, ...rest } = read;
    kept.push(rest);
  }
  return kept;
}

/** Reads an export line by line and keeps only the frontier of its tree. */
class ExportCheck {
  readonly #digest = createHash('sha256');
  readonly #frontier = new Frontier();
  readonly #faults: string[] = [];
  readonly #keys: AuditKey[] = [];
  readonly #checkpoints: AuditCheckpoint[] = [];
  readonly #kept: readonly AuditCheckpoint[];
  readonly #keptKeys: readonly AuditKey[];
  /** Roots that are to be reached, by size. */
  readonly #expected = new Map<number, { readonly root: string; readonly from: string }[]>();
  #firstBadSeq: number | undefined;
  #lines = 0;
  #ended = false;
  #isBroken = false;

  constructor(kept: readonly (AuditCheckpoint | AuditKey)[]) {
    this.#kept = kept.filter((one): one is AuditCheckpoint => 'root' in one);
    this.#keptKeys = kept.filter((one): one is AuditKey => 'public_key' in one);
    for (const { size, root } of this.#kept) this.#expect(size, root, 'a checkpoint that was kept elsewhere');
  }

  take(text: string): void {
    this.#lines += 1;
    if (this.#isBroken) return;
    if (this.#ended) {
      this.#fault('there is more after the end');
      return;
    }
    const line = readLine(text);
    if (line === undefined || (this.#lines === 1) !== (line.type === 'export')) {
      this.#isBroken = true;
      this.#fault(`line ${this.#lines} is not one of an export`, this.#frontier.size + 1);
      return;
    }
    this.#read(line);
    if (line.type !== 'end') this.#digest.update(`${text}\n`);
  }

  report(): VerifyReport {
    if (!this.#ended && !this.#isBroken) this.#fault('its end is missing', this.#frontier.size + 1);
    const fault = faultOfKeys(this.#keys);
    if (fault !== undefined) this.#fault(fault);
    this.#checkCheckpoints();
    const entries = this.#frontier.size;
    for (const [size, expected] of [...this.#expected].sort(([a], [b]) => a - b))
      if (size > entries)
        for (const { from } of expected)
          this.#fault(`${from} covers ${size} entries, and ${entries} are here`, entries + 1);
    return {
      valid: this.#faults.length === 0,
      firstBadSeq: this.#firstBadSeq,
      faults: this.#faults.slice(0, MOST_FAULTS),
      entries,
      checkpoints: this.#checkpoints.length,
      keys: this.#keys.length,
      signedEntries: this.#checkpoints.at(-1)?.size ?? 0,
      root: this.#frontier.root()?.toString('hex'),
    };
  }

  #read(line: ExportLine): void {
    switch (line.type) {
      case 'export':
        return;
      case 'key': {
        const { type: _type, ...key } = line;
        this.#keys.push(key);
        return;
      }
      case 'checkpoint': {
        const { type: _type, ...checkpoint } = line;
        this.#checkpoints.push(checkpoint);
        this.#expect(checkpoint.size, checkpoint.root, `the checkpoint of size ${checkpoint.size}`);
        return;
      }
      case 'entry': {
        const seq = this.#frontier.size + 1;
        const fault = faultOfEntry(line, seq);
        if (fault !== undefined) this.#fault(`entry ${line.seq ?? seq}: ${fault}`, seq);
        if (line.seq === null) return;
        this.#frontier.add(Buffer.from(line.leaf_hash ?? '00'.repeat(32), 'hex'));
        this.#checkRoot();
        return;
      }
      case 'end': {
        this.#ended = true;
        if (line.sha256 !== this.#digest.digest('hex')) this.#fault('its bytes are not those that were exported');
        if (line.entries !== this.#frontier.size) this.#fault('it has another number of entries than its end says');
        return;
      }
    }
  }

  #expect(size: number, root: string, from: string): void {
    const held = this.#expected.get(size) ?? [];
    held.push({ root, from });
    this.#expected.set(size, held);
  }

  #checkRoot(): void {
    const { size } = this.#frontier;
    const expected = this.#expected.get(size);
    if (expected === undefined) return;
    const root = this.#frontier.root()?.toString('hex');
    for (const one of expected)
      if (one.root !== root) this.#fault(`the first ${size} entries are not those that ${one.from} was signed over`);
  }

  #checkCheckpoints(): void {
    const keys = new Map(this.#keys.map((key) => [key.key_id, key]));
    let previous: AuditCheckpoint | undefined;
    for (const checkpoint of this.#checkpoints) {
      const fault = faultOfSignature(checkpoint, keys) ?? faultOfOrder(checkpoint, previous);
      if (fault !== undefined) this.#fault(`checkpoint of size ${checkpoint.size}: ${fault}`);
      previous = checkpoint;
    }
    const keptFault = faultOfKeys(this.#keptKeys);
    if (keptFault !== undefined) this.#fault(`kept elsewhere: ${keptFault}`);
    for (const key of this.#keptKeys)
      if (keys.get(key.key_id)?.public_key !== key.public_key)
        this.#fault(`the key ${key.key_id.slice(0, 16)} that was kept elsewhere is no key of this log`);
    for (const checkpoint of this.#kept) {
      const fault = faultOfSignature(checkpoint, keys);
      if (fault !== undefined)
        this.#fault(`the checkpoint of size ${checkpoint.size} that was kept elsewhere: ${fault}`);
    }
  }

  #fault(text: string, seq?: number): void {
    if (seq !== undefined && (this.#firstBadSeq === undefined || seq < this.#firstBadSeq)) this.#firstBadSeq = seq;
    this.#faults.push(text);
  }
}
