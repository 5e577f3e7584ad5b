import { type DestinationStream, pino } from 'pino';
import { openRotatingFile } from './rotating-file.ts';

/** Where log lines go. */
export interface LogTarget {
  readonly format: 'json' | 'pretty';
  /** Also written here, always as JSON; rotated at 10 MB, five files in all. */
  readonly file?: string;
  /** File descriptor of the main output; standard error, so that standard output stays with the program's answers. */
  readonly fd?: number;
}

/** An open destination; every line is out when `write` returns. */
export interface OpenDestination {
  readonly stream: DestinationStream;
  close(): void;
}

/** Opens the destination of a root logger. Throws `observability.log_file` for a file that cannot be written. */
export async function openDestination(target: LogTarget): Promise<OpenDestination> {
  const fd = target.fd ?? 2;
  const main = target.format === 'pretty' ? await prettyStream(fd) : pino.destination({ dest: fd, sync: true });
  if (target.file === undefined) return { stream: main, close: () => undefined };
  const file = openRotatingFile(target.file);
  let failed = false;
  const write = (line: string): void => {
    main.write(line);
    try {
      file.write(line);
      failed = false;
    } catch (error) {
      // A full disk may not end the server: the main output has every line, and says once that the file has not.
      if (!failed)
        main.write(
          `${JSON.stringify({ level: 'error', msg: 'the log file cannot be written', err: String(error) })}\n`,
        );
      failed = true;
    }
  };
  return { stream: { write }, close: () => file.close() };
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
