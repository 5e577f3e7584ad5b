import type { Clock } from '@maximus/kernel';
import type { ReplayMemory } from '../types.ts';

const maxKeys = 10_000;

/** Remembers in this process. When it is full, the oldest keys go first. */
export function memoryReplays(clock: Clock): ReplayMemory {
  const until = new Map<string, number>();
  return {
    remember(key, ttlMs) {
      const now = clock.now();
      for (const [old, end] of until) {
        if (end > now && until.size < maxKeys) break;
        until.delete(old);
      }
      if ((until.get(key) ?? 0) > now) return Promise.resolve(false);
      until.delete(key);
      until.set(key, now + ttlMs);
      return Promise.resolve(true);
    },
  };
}
