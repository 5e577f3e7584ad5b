import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ForgeKind } from '../config.ts';
import { forges } from './registry.ts';

const here = import.meta.dirname;
const folders = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

test('every folder is registered, every forge has its folder, and the settings know them all', () => {
  expect(Object.keys(forges)).toEqual([...folders].sort());
  expect([...ForgeKind.options].sort()).toEqual([...folders].sort());
});

test.each(Object.entries(forges))('%s has its id, its files and its tests', (id, forge) => {
  expect(forge.id).toBe(id);
  const { pullRequests, webhooks } = forge.capabilities;
  const files = ['index.ts', 'readme.md', `${id}.test.ts`, ...(pullRequests ? ['api.ts', 'schema.ts'] : [])];
  for (const file of [...files, ...(webhooks ? ['webhook.ts'] : [])])
    expect(existsSync(join(here, id, file)), file).toBe(true);
  expect(forge.pullRequests !== undefined).toBe(pullRequests);
  expect(forge.webhooks !== undefined).toBe(webhooks);
  const tests = readFileSync(join(here, id, `${id}.test.ts`), 'utf8');
  expect(tests.includes('describeForge(')).toBe(pullRequests);
  expect(tests.includes('describeWebhooks(')).toBe(webhooks);
});

test('only a forge without pull requests of its own merges by itself', () => {
  for (const forge of Object.values(forges)) expect(forge.capabilities.merges).toBe(!forge.capabilities.pullRequests);
});
