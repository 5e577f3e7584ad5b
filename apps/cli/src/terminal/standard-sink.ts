import { fstatSync, writeSync } from 'node:fs';
import type { TextSink } from './io.ts';

/** Standard output or standard error of the process. */
export interface StandardSink extends TextSink {
  /** Whether all that was written has left the process: nothing waits in a stream. */
  readonly isFlushed: boolean;
}

/**
 * A sink over an open descriptor. Files and pipes are written at once; `stream` is asked for where it is a terminal or
 * takes no more, because the runtime loads its sockets to make one, which costs a scan 3 ms. What cannot be written goes
 * to `onError`, from here or from the stream.
 */
export function standardSink(
  fd: number,
  stream: () => NodeJS.WriteStream,
  onError: (error: Error) => void,
): StandardSink {
  let made: NodeJS.WriteStream | undefined;
  const open = () => {
    made ??= stream().on('error', onError);
    return made;
  };
  let direct: boolean | undefined;
  const isDirect = () => {
    direct ??= isFileOrPipe(fd);
    return direct;
  };
  return {
    write: (text) => {
      if (made !== undefined || !isDirect()) {
        open().write(text);
        return;
      }
      const rest = writeNow(fd, Buffer.from(text), onError);
      if (rest.length > 0) open().write(rest);
    },
    get isTerminal() {
      return !isDirect() && open().isTTY === true;
    },
    get columns() {
      return isDirect() ? 80 : (open().columns ?? 80);
    },
    get isFlushed() {
      return made === undefined;
    },
  };
}

function isFileOrPipe(fd: number): boolean {
  try {
    const facts = fstatSync(fd);
    return facts.isFile() || facts.isFIFO() || facts.isSocket();
  } catch (cause) {
    // A descriptor that is closed, or of a kind that the system does not describe, is the stream's to make sense of.
    if (cause instanceof Error && 'code' in cause) return false;
    throw cause;
  }
}

/** Writes as much as is taken and gives back the rest: another process may have made a shared pipe non-blocking. */
function writeNow(fd: number, bytes: Uint8Array, onError: (error: Error) => void): Uint8Array {
  let done = 0;
  try {
    while (done < bytes.length) done += writeSync(fd, bytes, done);
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause;
    if (cause.code === 'EAGAIN') return bytes.subarray(done);
    onError(cause);
  }
  return bytes.subarray(bytes.length);
}
