import { closeSync, fsyncSync, openSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { FileRole, IndexFile } from './pointer.ts';
import { FileSink, SegmentWriter } from './segment-writer.ts';

/**
 * Writes one immutable file of a generation and gives it its final name, which is made of its content. The bytes are on
 * disk before the name is; nothing points to it yet.
 */
export function writeSegmentFile(
  dir: string,
  role: FileRole,
  write: (out: SegmentWriter) => Readonly<Record<string, unknown>>,
): IndexFile {
  const temporary = join(dir, `tmp-${role}-${process.pid}`);
  const fd = openSync(temporary, 'w', 0o644);
  try {
    const sink = new FileSink(fd);
    const out = new SegmentWriter(sink);
    const seal = out.finish(write(out));
    sink.flush();
    fsyncSync(fd);
    const name = `${role}-${seal.sha256.slice(0, 16)}.seg`;
    renameSync(temporary, join(dir, name));
    return { role, name, ...seal };
  } finally {
    closeSync(fd);
  }
}
