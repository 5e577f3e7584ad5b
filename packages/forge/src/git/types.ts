import type { Result } from '@maximus/kernel';

/** How a command reaches the origin. */
export interface GitAccess {
  /** Folder or http(s) address; holds no credentials. */
  readonly address: string;
  readonly protocol: 'file' | 'http' | 'https';
  readonly user: string;
  readonly token?: string;
  /** Whether a local origin's own hooks run when it receives a push. */
  readonly runHooks: boolean;
}

/** One git command. */
export interface GitCommand {
  readonly args: readonly string[];
  readonly gitDir?: string;
  readonly cwd?: string;
  readonly stdin?: Uint8Array | string;
  readonly env?: Readonly<Record<string, string>>;
  readonly config?: ReadonlyArray<readonly [string, string]>;
  /** Only with it may the command use a transport. */
  readonly access?: GitAccess;
  /** Exit codes that are answers; 0 when not given. */
  readonly accept?: readonly number[];
  /** Bytes of output past which the command is ended; 8 MiB when not given. */
  readonly maxOutputBytes?: number;
}

/** What a command said. */
export interface GitOutput {
  readonly code: number;
  readonly stdout: Buffer;
  /** The first 8 KiB, without secrets. */
  readonly stderr: string;
}

/** Runs git with nothing of the surroundings, bounded in time, output and disk. */
export interface Git {
  run(command: GitCommand): Promise<Result<GitOutput>>;
  /** Output as text without the last line break. */
  text(command: GitCommand): Promise<Result<string>>;
}
