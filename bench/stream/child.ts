import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A process that answers each order (one JSON text per line) with one line. */
export interface Child {
  /** Its first line. */
  readonly hello: string;
  readonly process: ChildProcess;
  ask<T>(order: object): Promise<T>;
  kill(): Promise<void>;
}

/** Starts a script of this folder. */
export async function startChild(script: string, ...args: readonly string[]): Promise<Child> {
  const child = spawn(process.execPath, ['--expose-gc', join(import.meta.dirname, script), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => {
    const line = await lines.next();
    if (line.done === true) throw new Error(`${script} ended`);
    return line.value;
  };
  return {
    hello: await next(),
    process: child,
    ask: async <T>(order: object) => {
      child.stdin.write(`${JSON.stringify(order)}\n`);
      return JSON.parse(await next()) as T;
    },
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
