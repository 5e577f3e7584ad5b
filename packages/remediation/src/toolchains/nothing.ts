import type { Toolchain } from './types.ts';

/** A machine that has nothing for an ecosystem, and says so to whoever asks. */
export function nothing(reason: string): Toolchain {
  return {
    tools: new Map(),
    access: { defaultRegistry: '', credentials: new Map() },
    openSource: async () => ({ versionsOf: async () => ({ state: 'unreachable', reason }) }),
  };
}
