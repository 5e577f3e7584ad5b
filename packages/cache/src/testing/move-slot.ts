import type { RedisNode } from './redis-node.ts';

/** Hands the slot of a key, with all keys in it, to the next master, as the cluster's own tool does it. */
export async function moveSlot(masters: readonly RedisNode[], key: string): Promise<void> {
  const slot = Number(await masters[0]?.command('CLUSTER', 'KEYSLOT', key));
  const owners = await Promise.all(masters.map((node) => owns(node, slot)));
  const at = owners.indexOf(true);
  const source = masters[at];
  const target = masters[(at + 1) % masters.length];
  if (source === undefined || target === undefined || source === target) throw new Error(`slot ${slot} cannot move`);
  const [sourceId, targetId] = await Promise.all([source, target].map((node) => node.command('CLUSTER', 'MYID')));
  await target.command('CLUSTER', 'SETSLOT', slot, 'IMPORTING', String(sourceId));
  await source.command('CLUSTER', 'SETSLOT', slot, 'MIGRATING', String(targetId));
  for (;;) {
    const keys = (await source.command('CLUSTER', 'GETKEYSINSLOT', slot, 5)) as string[];
    if (keys.length === 0) break;
    await source.command('MIGRATE', '127.0.0.1', target.port, '', 0, 2_000, 'KEYS', ...keys);
  }
  const others = masters.filter((node) => node !== source && node !== target);
  for (const node of [target, source, ...others]) {
    await node.command('CLUSTER', 'SETSLOT', slot, 'NODE', String(targetId));
  }
}

async function owns(node: RedisNode, slot: number): Promise<boolean> {
  const lines = String(await node.command('CLUSTER', 'NODES')).split('\n');
  const ranges = (lines.find((line) => line.includes('myself')) ?? '').split(' ').slice(8);
  return ranges.some((range) => {
    const [from = 0, to = from] = range.split('-').map(Number);
    return from <= slot && slot <= to;
  });
}
