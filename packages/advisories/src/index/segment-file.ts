import { closeSync, fsync, fsyncSync, openSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { FileRole, IndexFile } from './pointer.ts';
import { FileSink, type SegmentSeal, SegmentWriter } from './segment-writer.ts';

const syncLater = promisify(fsync);

/**
 * One immutable file of a generation while it is written, under a temporary name. It gets its final name, which is made
 * of its content, when its bytes are on disk; nothing points to it yet then.
 */
export class SegmentFile {
  readonly out: SegmentWriter;
  private readonly dir: string;
  private readonly role: FileRole;
  private readonly temporary: string;
  private fd: number | undefined;

  constructor(dir: string, role: FileRole) {
    this.dir = dir;
    this.role = role;
    this.temporary = join(dir, `tmp-${role}-${process.pid}`);
    this.fd = openSync(this.temporary, 'w', 0o644);
    this.out = new SegmentWriter(new FileSink(this.fd));
  }

  /** Ends the file; `meta` is small JSON that a reader sees on opening. */
  finish(meta: Readonly<Record<string, unknown>>): IndexFile {
    const seal = this.out.finish(meta);
    if (this.fd !== undefined) fsyncSync(this.fd);
    return this.named(seal);
  }

  /** The same for a large file: whoever awaits it later does other work while the disk takes it. */
  async finishLater(meta: Readonly<Record<string, unknown>>): Promise<IndexFile> {
    const seal = this.out.finish(meta);
    if (this.fd !== undefined) await syncLater(this.fd);
    return this.named(seal);
  }

  private named(seal: SegmentSeal): IndexFile {
    this.close();
    const name = `${this.role}-${seal.sha256.slice(0, 16)}.seg`;
    renameSync(this.temporary, join(this.dir, name));
    return { role: this.role, name, ...seal };
  }

  /** Gives the file up; the temporary one is removed with the others of its writer. */
  close(): void {
    if (this.fd !== undefined) closeSync(this.fd);
    this.fd = undefined;
  }
}
