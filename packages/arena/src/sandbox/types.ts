import type { SandboxLevel } from '@maximus/contracts';

/** One address that a step may reach, such as the host of a configured registry. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** What a step may talk to: nothing but its own loopback, or the hosts of the configured registries. */
export type NetworkRule = 'none' | { readonly allow: readonly HostPort[] };

/** Bounds of one command (arena.md §10). */
export interface SandboxLimits {
  readonly timeoutMs: number;
  /** Resident memory of all its processes together. */
  readonly memoryBytes: number;
  readonly processes: number;
  /** Growth of the work folder, home and temporary files. */
  readonly diskBytes: number;
  /** Read before the command is ended; `keptOutputBytes` of it is kept, head and tail. */
  readonly outputBytes: number;
  readonly keptOutputBytes: number;
}

/** A folder of the machine that the command may read, at a place of its own. */
export interface ToolMount {
  readonly from: string;
  readonly at: string;
}

/** One command to run shut in. */
export interface SandboxCommand {
  readonly argv: readonly string[];
  /** The only folder it may write, beside its private home and temporary folder; seen as `/job`. */
  readonly workFolder: string;
  /** Below the work folder; the work folder itself unless said. */
  readonly folder?: string;
  /** Beside PATH, HOME, TMPDIR, LANG, CI and TZ, which are set for it; nothing of the server's own comes in. */
  readonly env: Readonly<Record<string, string>>;
  readonly network: NetworkRule;
  readonly limits: SandboxLimits;
  readonly tools: readonly ToolMount[];
  /** For the log. */
  readonly label: string;
  readonly signal?: AbortSignal;
}

/** How a command ended. */
export type CommandEnd =
  | 'exited'
  | 'timed-out'
  | 'cancelled'
  | 'memory-limit'
  | 'process-limit'
  | 'disk-limit'
  | 'output-limit'
  | 'could-not-start';

/** Both output streams together, as they came. */
export interface CommandOutput {
  readonly head: string;
  /** Empty where all of it is in `head`. */
  readonly tail: string;
  readonly bytes: number;
}

/** One try to reach an address from inside. */
export interface Contact extends HostPort {
  readonly allowed: boolean;
}

/** What became of a command. */
export interface CommandResult {
  readonly end: CommandEnd;
  /** `null` when it did not exit by itself. */
  readonly exitCode: number | null;
  /** One sentence, where it did not exit by itself. */
  readonly reason?: string;
  readonly output: CommandOutput;
  readonly durationMs: number;
  readonly contacts: readonly Contact[];
}

/** A place to run commands in. */
export interface Sandbox {
  readonly level: SandboxLevel;
  /** What holds it shut, in words, for the evidence. */
  readonly isolation: string;
  run(command: SandboxCommand): Promise<CommandResult>;
}
