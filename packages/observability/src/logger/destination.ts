import { once } from 'node:events';
import { access, constants, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type DestinationStream, pino } from 'pino';
import { errors } from '../errors.ts';

/** Where log lines go. */
export interface LogTarget {
  readonly format: 'json' | 'pretty';
  /** Also written here, always as JSON; rotated at 10 MB, five files in all. */
  readonly file?: string;
  /** File descriptor of the main output; standard error, so that standard output stays with the program's answers. */
  readonly fd?: number;
}

/** An open destination; `close` writes what waits. */
export interface OpenDestination {
  readonly stream: DestinationStream;
  close(): Promise<void>;
}

/** Opens the destination of a root logger. Throws `observability.log_file` for a file that cannot be written. */
export async function openDestination(target: LogTarget): Promise<OpenDestination> {
  const fd = target.fd ?? 2;
  const main = target.format === 'pretty' ? await prettyStream(fd) : pino.destination({ dest: fd, sync: true });
  if (target.file === undefined) return { stream: main, close: async () => undefined };
  let told = false;
  const file = await rotatingFile(target.file, (error) => {
    // A full disk may not end the server; the main output still has every line, and says once that the file has not.
    if (!told)
      main.write(`${JSON.stringify({ level: 'error', msg: 'the log file cannot be written', err: error.message })}\n`);
    told = true;
  });
  return {
    stream: {
      write: (line: string) => {
        main.write(line);
        file.write(line);
      },
    },
    close: async () => {
      const closed = once(file, 'close');
      file.end();
      await closed;
    },
  };
}

/** Lines for a person: time, level, name and text first. Only used on a terminal. */
async function prettyStream(fd: number): Promise<DestinationStream> {
  const { prettyFactory } = await import('pino-pretty');
  const pretty = prettyFactory({
    colorize: true,
    timestampKey: 'timestamp',
    translateTime: 'SYS:HH:MM:ss',
    ignore: 'service,environment,logger,trace_id,span_id,request_id',
    messageFormat: '{if logger}[{logger}] {end}{msg}',
  });
  const out = pino.destination({ dest: fd, sync: true });
  return { write: (line: string) => void out.write(pretty(line)) };
}

async function rotatingFile(file: string, onError: (error: Error) => void) {
  try {
    await mkdir(dirname(file), { recursive: true });
    await access(dirname(file), constants.W_OK);
  } catch (cause) {
    throw errors.log_file(`the log file ${file} cannot be written`, { file }, cause);
  }
  const { default: roll } = await import('pino-roll');
  // The limit counts old files; the one being written is the fifth.
  const stream = await roll({ file, size: '10m', mkdir: true, limit: { count: 4, removeOtherLogFiles: true } });
  stream.on('error', onError);
  return stream;
}
