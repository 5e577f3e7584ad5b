import type { BusDriver } from '../types.ts';
import { createMemoryBus } from './memory-bus.ts';

/** Events within one process: no connections. What it has in hand lives on in the outbox until it is settled. */
export const memory: BusDriver = {
  id: 'memory',
  capabilities: { network: false, durable: false },
  create: async (needs) => createMemoryBus(needs),
};
