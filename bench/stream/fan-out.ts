import { type Child, startChild } from './child.ts';

/** The subjects, ours first. */
export const kinds = ['maximus', 'ws', 'socket.io'] as const;
export type Kind = (typeof kinds)[number];

/** Times from publishing to the receipt at each socket, in milliseconds. */
export interface FanOut {
  readonly kind: Kind;
  readonly sockets: number;
  readonly messages: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Processor time of the server for one message to all sockets: what the machine's noise touches least. */
  readonly cpuMs: number;
}

const warmUp = 10;

/**
 * One message of `bytes` at a time to `sockets` sockets of each subject. The subjects take turns, so that the machine's
 * noise falls on all alike; every server and the load are processes of their own.
 */
export async function measureFanOut(
  folder: string,
  sockets: number,
  rounds: number,
  bytes: number,
): Promise<readonly FanOut[]> {
  const load = await startChild('load.ts');
  const servers = new Map<Kind, Child>();
  const began = new Map<Kind, number>();
  const ended = new Map<Kind, number>();
  const samples = new Map<Kind, number[]>(kinds.map((kind) => [kind, []]));
  try {
    for (const kind of kinds) {
      const server = await startChild('server.ts', kind, folder);
      servers.set(kind, server);
      await load.ask({ open: { name: kind, kind, port: Number(server.hello), count: sockets } });
    }
    for (let round = 0; round < warmUp + rounds; round += 1) {
      if (round === warmUp) await readCpu(servers, began);
      // Another one first each time: what one leaves behind for the next falls on all alike.
      for (const kind of [...kinds.slice(round % kinds.length), ...kinds.slice(0, round % kinds.length)]) {
        const gathered = load.ask<number[]>({ gather: { name: kind } });
        await servers.get(kind)?.ask({ publish: { bytes } });
        const times = await gathered;
        if (round >= warmUp) for (const time of times) samples.get(kind)?.push(time);
      }
    }
    await readCpu(servers, ended);
  } finally {
    await Promise.all([load, ...servers.values()].map((child) => child.kill()));
  }
  return kinds.map((kind) => {
    const sorted = Float64Array.from(samples.get(kind) ?? []).sort();
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
    const cpuMs = ((ended.get(kind) ?? 0) - (began.get(kind) ?? 0)) / rounds;
    return { kind, sockets, messages: rounds, p50: at(0.5), p99: at(0.99), max: at(1), cpuMs };
  });
}

async function readCpu(servers: ReadonlyMap<Kind, Child>, into: Map<Kind, number>): Promise<void> {
  for (const [kind, server] of servers) into.set(kind, (await server.ask<{ cpuMs: number }>({ memory: true })).cpuMs);
}
