import { existsSync, readdirSync } from 'node:fs';
import { Rung } from '@maximus/contracts';
import { expect, it } from 'vitest';
import { defaultPolicy } from '../plan/policy.ts';
import { strategies } from './registry.ts';
import type { StrategyContext } from './types.ts';

const here = new URL('.', import.meta.url);

it('names the same rungs as the folders do, each with a readme', () => {
  const folders = readdirSync(here, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  expect([...strategies.keys()]).toEqual(folders);
  for (const id of folders) expect(existsSync(new URL(`${id}/readme.md`, here)), id).toBe(true);
});

it.each([...strategies])('%s has its place on the ladder, runs nothing and writes nothing', (id, strategy) => {
  expect(strategy.id).toBe(id);
  expect(strategy.place).toBe(Rung.options.indexOf(strategy.id) + 1);
  expect(strategy.capabilities).toMatchObject({ runsForeignCode: false, writesProject: false });
});

it.each([...strategies])('%s answers in words where the model finds nothing', async (_id, strategy) => {
  const context: StrategyContext = {
    job: { ecosystem: 'npm', name: 'left', targets: [], groups: new Set(), mayGoDown: false, minReleaseAgeMs: 0 },
    surroundings: { exposure: 'unknown', product: 'pkg:generic/app', now: 0 },
    model: { isDirect: () => true, isAffected: () => true, search: async () => ({ candidates: [], blockages: [] }) },
    bounds: { policy: defaultPolicy, isSpent: () => false, refused: new Set() },
  };
  const answer = await strategy.attempt(context);
  expect(answer.result).not.toBe('taken');
  expect(answer.sentence).toContain('left');
});
