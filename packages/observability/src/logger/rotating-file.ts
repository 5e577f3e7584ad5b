import { closeSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { errors } from '../errors.ts';

/** How a log file is rotated (platform.md §4). */
export interface Rotation {
  readonly sizeBytes: number;
  /** Files in all: `x.log`, `x.log.1` (the newest old one) … */
  readonly files: number;
}

/** A file that lines are appended to. */
export interface RotatingFile {
  /** Throws what the file system says; a line is whole or absent at a rotation. */
  write(line: string): void;
  close(): void;
}

/**
 * Opens a log file for appending; what an earlier run wrote is gone on with. Written at once, so that the last lines before
 * a crash are there. Throws `observability.log_file` when it cannot be opened.
 */
export function openRotatingFile(
  path: string,
  { sizeBytes, files }: Rotation = { sizeBytes: 10_000_000, files: 5 },
): RotatingFile {
  let fd: number;
  try {
    mkdirSync(dirname(path), { recursive: true });
    // Only its owner reads it: lines hold names and addresses.
    fd = openSync(path, 'a', 0o600);
  } catch (cause) {
    throw errors.log_file(`the log file ${path} cannot be written`, { path }, cause);
  }
  let writtenBytes = fstatSync(fd).size;
  const rotate = () => {
    closeSync(fd);
    rmSync(`${path}.${files - 1}`, { force: true });
    for (let age = files - 2; age >= 1; age -= 1) renameIfThere(`${path}.${age}`, `${path}.${age + 1}`);
    renameIfThere(path, `${path}.1`);
    fd = openSync(path, 'a', 0o600);
    writtenBytes = 0;
  };
  return {
    write: (line) => {
      const bytes = Buffer.from(line);
      if (writtenBytes > 0 && writtenBytes + bytes.length > sizeBytes) rotate();
      for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
      writtenBytes += bytes.length;
    },
    close: () => closeSync(fd),
  };
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
