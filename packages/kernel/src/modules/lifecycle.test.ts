import { describe, expect, it } from 'vitest';
import { startModules } from './lifecycle.ts';
import type { Module } from './modules.ts';

function part(name: string, needs: readonly string[], log: string[], stop?: () => Promise<void>): Module<string> {
  return {
    name,
    needs,
    start: async (given) => {
      log.push(`+${name}(${[...given.values()].join()})`);
      return {
        value: name,
        routes: [`/${name}`],
        stop: async () => {
          log.push(`-${name}`);
          await stop?.();
        },
      };
    },
  };
}

describe('modules', () => {
  it('start after what they need, get its values, and stop in reverse', async () => {
    const log: string[] = [];
    const modules = [
      part('web', ['db', 'bus'], log),
      part('bus', ['db'], log),
      part('db', [], log),
      part('not', [], log),
    ];
    const lifecycle = await startModules(modules, ['web']);
    expect(lifecycle.routes).toEqual(['/db', '/bus', '/web']);
    expect(await lifecycle.stop(1_000)).toEqual([]);
    await lifecycle.stop(1_000);
    expect(log).toEqual(['+db()', '+bus(db)', '+web(db,bus)', '-web', '-bus', '-db']);
  });

  it('stop what has started when one fails, and name it', async () => {
    const log: string[] = [];
    const broken: Module<string> = {
      name: 'broken',
      needs: ['db'],
      start: () => Promise.reject(new Error('port taken')),
    };
    await expect(startModules([part('db', [], log), broken], ['broken'])).rejects.toMatchObject({
      code: 'modules.start_failed',
      message: 'broken did not start: port taken',
    });
    expect(log).toEqual(['+db()', '-db']);
  });

  it('refuse circles and unknown names', async () => {
    const log: string[] = [];
    await expect(startModules([part('a', ['b'], log), part('b', ['a'], log)], ['a'])).rejects.toMatchObject({
      code: 'modules.cycle',
      message: 'a → b → a is a circle',
    });
    await expect(startModules([part('a', ['c'], log)], ['a'])).rejects.toMatchObject({ code: 'modules.unknown' });
  });

  it('leave one that hangs behind at the deadline and stop the others', async () => {
    const log: string[] = [];
    const modules = [part('db', [], log), part('slow', ['db'], log, () => new Promise(() => undefined))];
    const lifecycle = await startModules(modules, ['slow']);
    expect(await lifecycle.stop(50)).toEqual(['slow']);
    expect(log.at(-1)).toBe('-db');
  });
});
