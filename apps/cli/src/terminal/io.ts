import type { Clock } from '@maximus/kernel';

/** A stream that text goes to. */
export interface TextSink {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** Width in columns; 80 where it is not a terminal. */
  readonly columns: number;
}

/** All that a command sees of the world outside its arguments. */
export interface CommandIo {
  readonly out: TextSink;
  readonly err: TextSink;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  readonly workingFolder: string;
  readonly clock: Clock;
  /** Raised by Ctrl-C; a command leaves everything as it was. */
  readonly signal: AbortSignal;
}
