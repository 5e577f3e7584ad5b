import type { CommandIo } from '../terminal/io.ts';

/** One option of a command: what parsing, help, completion and the reference page are derived from. */
export interface Option {
  /** Without the dashes. */
  readonly name: string;
  readonly short?: string;
  /** `flag` takes no value; `list` may be given several times. */
  readonly type: 'flag' | 'text' | 'list';
  /** Word for the value in help. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly description: string;
  /** Dotted configuration key that the option sets. */
  readonly setting?: string;
  /** Whether completion offers files or folders. */
  readonly completes?: 'file' | 'folder';
}

/** A parsed command line. */
export interface Args {
  readonly positionals: readonly string[];
  flag(name: string): boolean;
  text(name: string): string | undefined;
  list(name: string): readonly string[];
  /** Dotted configuration key → value, of the options that set one and were given. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** One command; a group of commands has `subcommands` and no `run`. */
export interface Command {
  readonly name: string;
  /** One line. */
  readonly summary: string;
  /** What follows the name in the usage line. */
  readonly usage: string;
  readonly details?: string;
  readonly options: readonly Option[];
  readonly examples: readonly { readonly line: string; readonly says: string }[];
  readonly subcommands?: readonly Command[];
  /** The exit code. */
  readonly run?: (args: Args, io: CommandIo) => Promise<number>;
}
