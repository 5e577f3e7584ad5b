import type { CommandIo } from '../../terminal/io.ts';
import type { FindMachine, Machine } from './types.ts';

/** How each ecosystem is looked for; only those that a plan is about are, since asking a tool takes its time. */
const finders: ReadonlyMap<string, () => Promise<FindMachine>> = new Map([
  ['Go', async () => (await import('./go-machine.ts')).goMachine],
  ['PyPI', async () => (await import('./python-machine.ts')).pythonMachine],
  ['npm', async () => (await import('./npm-machine.ts')).npmMachine],
]);

/** What the machine has, by ecosystem, asked once. */
export function createMachines(
  io: CommandIo,
  emptyFolder: string,
): (ecosystem: string | undefined) => Promise<Machine> {
  const known = new Map<string, Promise<Machine>>();
  const find = async (ecosystem: string) => {
    const finder = await finders.get(ecosystem)?.();
    return finder === undefined ? nothing(`no registry of ${ecosystem} is known here`) : finder(io, emptyFolder);
  };
  return (ecosystem = 'this file') => {
    const machine = known.get(ecosystem) ?? find(ecosystem);
    known.set(ecosystem, machine);
    return machine;
  };
}

/** A machine that has nothing for an ecosystem, and says so to whoever asks. */
export function nothing(reason: string): Machine {
  return {
    tools: new Map(),
    access: { defaultRegistry: '', credentials: new Map() },
    sourceFor: async () => ({ versionsOf: async () => ({ state: 'unreachable', reason }) }),
  };
}
