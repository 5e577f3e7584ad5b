import { execFile } from 'node:child_process';
import { existsSync, realpathSync, statSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import type { InstalledTool } from '@maximus/remediation';
import type { CommandIo } from '../../terminal/io.ts';

const timeoutMs = 30_000;
const maxOutputBytes = 4 << 20;
const insideTool = '/opt/maximus/tool';

/** Where a program is on the user's PATH. */
export function onPath(name: string, io: CommandIo): string | undefined {
  return (io.environment['PATH'] ?? '')
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

/** Runs a tool outside of any project, with the variables that `keep` names; its output, or nothing where it does not end well. */
export function ask(
  program: string,
  args: readonly string[],
  keep: RegExp,
  cwd: string,
  io: CommandIo,
): Promise<string | undefined> {
  const always = /^(?:PATH|HOME|LANG)$/;
  const env = Object.fromEntries(
    Object.entries(io.environment).filter(([name]) => always.test(name) || keep.test(name)),
  );
  const options = { cwd, env, timeout: timeoutMs, maxBuffer: maxOutputBytes, signal: io.signal };
  return new Promise((done) => {
    execFile(program, args, options, (error, stdout) => done(error === null ? stdout : undefined));
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
