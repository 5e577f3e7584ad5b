import { frozenClock, unwrap } from '@maximus/kernel';
import type { ForgeConfigInput } from '../config.ts';
import { createForge } from '../create-forge.ts';
import type { Forge } from '../delivery/types.ts';
import type { ForgeTools } from '../types.ts';
import type { RecordedForge } from './recorded-forge.ts';
import type { TestEstate } from './test-estate.ts';

/** The time of the tests. */
export const testTime = '2031-01-02T03:04:05Z';

/** A forge over an estate's origin folder. */
export async function localForge(estate: TestEstate, changes: Partial<ForgeConfigInput> = {}): Promise<Forge> {
  const config = { kind: 'local', origin: estate.origin, work_dir: estate.work, ...changes } as ForgeConfigInput;
  return unwrap(createForge(config, { clock: frozenClock(testTime), wait: () => Promise.resolve() }));
}

/** A forge over a recorded one, with its token. Waits pass at once and are noted in `waits`, in milliseconds. */
export async function connectedForge(
  kind: 'gitea' | 'github' | 'gitlab',
  server: RecordedForge,
  changes: Partial<ForgeConfigInput> = {},
  tools: Partial<ForgeTools> = {},
): Promise<{ forge: Forge; waits: number[] }> {
  const waits: number[] = [];
  let now = Date.parse(testTime);
  const config = { kind, origin: server.origin, work_dir: server.state.estate.work, ...changes } as ForgeConfigInput;
  const made = createForge(config, {
    // Waiting moves the clock, as it does in life.
    clock: { now: () => now },
    wait: (ms) => {
      waits.push(ms);
      now += ms;
      return Promise.resolve();
    },
    secrets: { token: server.token, webhookSecrets: ['old-hook-secret', 'hook-secret'] },
    ...tools,
  });
  return { forge: unwrap(made), waits };
}
