import { startChild } from './child.ts';
import { type Kind, kinds } from './fan-out.ts';

/** What one idle connection costs, in bytes. */
export interface IdleCost {
  readonly kind: Kind;
  readonly connections: number;
  /** Growth of the server's resident memory. */
  readonly residentBytes: number;
  /** Growth of the heap and of what it holds outside. */
  readonly heapBytes: number;
  /** Growth of the kernel's socket memory, both ends. */
  readonly kernelBytes: number;
}

interface Memory {
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
  readonly kernelBytes: number;
}

/** Holds connections open, each welcome and with one channel, and compares the server's memory with before. */
export async function measureIdle(folder: string, connections: number): Promise<readonly IdleCost[]> {
  const costs: IdleCost[] = [];
  for (const kind of kinds) {
    const load = await startChild('load.ts');
    const server = await startChild('server.ts', kind, folder);
    try {
      // The first connections bring code and pools into being, which are no cost of the next ones.
      const open = (name: string, count: number) =>
        load.ask({ open: { name, kind, port: Number(server.hello), count } });
      await open('first', 200);
      const before = await server.ask<Memory>({ memory: true });
      await open('idle', connections);
      const after = await server.ask<Memory>({ memory: true });
      costs.push({
        kind,
        connections,
        residentBytes: Math.round((after.rss - before.rss) / connections),
        heapBytes: Math.round((after.heapUsed + after.external - before.heapUsed - before.external) / connections),
        kernelBytes: Math.round((after.kernelBytes - before.kernelBytes) / connections),
      });
    } finally {
      await Promise.all([load.kill(), server.kill()]);
    }
  }
  return costs;
}
