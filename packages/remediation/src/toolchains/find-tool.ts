import { execFile } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, realpathSync, renameSync, statSync } from 'node:fs';
import { basename, delimiter, dirname, isAbsolute, join } from 'node:path';
import type { InstalledTool } from '../package-managers/types.ts';
import type { ToolchainInput } from './types.ts';

const defaultAnswerMs = 30_000;
/** What the system says where it has no room for one more process just now. */
const crowded: ReadonlySet<unknown> = new Set(['EAGAIN', 'EMFILE', 'ENFILE', 'ENOMEM']);
const maxOutputBytes = 4 << 20;
const insideTool = '/opt/maximus/tool';

/** Where a program is on `PATH`. */
export function onPath(name: string, { environment }: ToolchainInput): string | undefined {
  return (environment['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => isAbsolute(folder))
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file));
}

/**
 * Whether a sandbox can reach a file: a run of root has a user of its own there, who passes only through folders that are open
 * to everybody, which root's home is not.
 */
export function isReachable(file: string): boolean {
  if (!existsSync(file)) return false;
  if (process.getuid?.() !== 0) return true;
  for (let folder = dirname(realpathSync(file)); folder !== dirname(folder); folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
  }
  return true;
}

/** What a tool is asked with: which of its variables come along, beside `PATH`, `HOME` and `LANG`, and what is set for it. */
export interface Question {
  readonly keep?: RegExp;
  readonly set?: Readonly<Record<string, string>>;
  /** Default: the empty folder. */
  readonly cwd?: string;
}

/** Runs a tool outside of any project; its output, or nothing where it does not end well. */
export async function ask(
  program: string,
  args: readonly string[],
  question: Question,
  input: ToolchainInput,
): Promise<string | undefined> {
  const { endedWell, out } = await run(program, args, question, input);
  return endedWell ? out : undefined;
}

/** Runs a tool that is meant to fail, for what it complains of. */
export async function complaintOf(
  program: string,
  args: readonly string[],
  question: Question,
  input: ToolchainInput,
): Promise<string> {
  const { out, err } = await run(program, args, question, input);
  return `${out}\n${err}`;
}

function run(
  program: string,
  args: readonly string[],
  { keep = /^$/, set = {}, cwd }: Question,
  { environment, emptyFolder, signal, answerMs = defaultAnswerMs, onGivenUp }: ToolchainInput,
): Promise<{ readonly endedWell: boolean; readonly out: string; readonly err: string }> {
  const always = /^(?:PATH|HOME|LANG)$/;
  const kept = Object.entries(environment).filter(([name]) => always.test(name) || keep.test(name));
  const options = {
    cwd: cwd ?? emptyFolder,
    env: { ...Object.fromEntries(kept), ...set },
    timeout: answerMs,
    maxBuffer: maxOutputBytes,
    ...(signal === undefined ? {} : { signal }),
  };
  return new Promise((done) => {
    execFile(program, args, options, (error, out, err) => {
      if (error?.killed === true || crowded.has(error?.code)) onGivenUp?.();
      done({ endedWell: error === null, out, err });
    });
  });
}

/**
 * A tool that is a script of our runtime's kind. One of the system is there inside a sandbox too; one of a user's own folder is
 * brought along with the runtime that runs us.
 */
export function scriptTool(program: string, version: string): InstalledTool {
  const real = realpathSync(program);
  if (real.startsWith('/usr/')) return { version, argv: [program.startsWith('/usr/') ? program : real], mounts: [] };
  const folder = dirname(dirname(real));
  return {
    version,
    argv: [`${insideTool}/node`, `${insideTool}/package/${real.slice(folder.length + 1)}`],
    mounts: [
      { from: realpathSync(process.execPath), at: `${insideTool}/node` },
      { from: folder, at: `${insideTool}/package` },
    ],
  };
}

/** A tool that is one program. Where a sandbox cannot reach it, as in root's home, a copy is laid where it can. */
export function binaryTool(program: string, version: string, { emptyFolder }: ToolchainInput): InstalledTool {
  const real = realpathSync(program);
  if (real.startsWith('/usr/')) return { version, argv: [real], mounts: [] };
  const file = isReachable(real) ? real : copied(real, join(emptyFolder, 'tools', basename(program)));
  return { version, argv: [file], mounts: [{ from: file, at: file }] };
}

function copied(from: string, folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const file = join(folder, basename(from));
  // A copy may be there and at work, which the system lets nobody write over.
  const fresh = `${file}.${process.pid}`;
  copyFileSync(from, fresh);
  chmodSync(fresh, 0o755);
  renameSync(fresh, file);
  return file;
}

/** The first number with a dot in it that a tool said. */
export function versionIn(text: string | undefined): string | undefined {
  return /\d+(?:\.\d+)+/.exec(text ?? '')?.[0];
}

/** What a tool said as a JSON object; empty where it said something else. */
export function parsedObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
