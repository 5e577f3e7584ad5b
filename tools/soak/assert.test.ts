import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assertUnder, type Soaked } from './assert.ts';
import { propertySettings, seedOf } from './settings.ts';

const once = { seed: 11, times: 1, budgetMs: 0 };
const often = { seed: 11, times: 5, budgetMs: 60_000 };

/** The values that a property sees under some settings. */
function seen(settings: Parameters<typeof assertUnder>[0], given?: fc.Parameters<[number]>): number[] {
  const values: number[] = [];
  assertUnder(
    settings,
    fc.property(fc.integer(), (value) => {
      values.push(value);
    }),
    given,
  );
  return values;
}

function failureOf(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing failed');
}

test('the library that tests import is this one, and begins from the seed of the run', () => {
  const seeds = new Set<unknown>();
  const plugin: fc.Plugin<unknown> = () => ({ onAllRunsComplete: ({ seed }) => void seeds.add(seed) });
  fc.assert(
    fc.property(fc.nat(), () => true),
    { plugins: [plugin], numRuns: 1 },
  );
  const { seed, times } = propertySettings(process.env);
  expect([...seeds][0]).toBe(seed);
  if (times === 1) expect(seeds.size).toBe(1);
});

test('one seed, one sequence of values; another seed, another', () => {
  expect(seen(once)).toEqual(seen(once));
  expect(seen(once)).not.toEqual(seen({ ...once, seed: 12 }));
});

test('a soak asserts a property several times, each from another seed, with the number of runs that it states', () => {
  const values = seen(often, { numRuns: 30 });
  expect(values).toHaveLength(150);
  expect(values.slice(0, 30)).toEqual(seen(once, { numRuns: 30 }));
  expect(values.slice(30, 60)).toEqual(seen({ ...once, seed: seedOf(11, 1) }, { numRuns: 30 }));
});

test('a property is asserted once where its time is up, and where it states its own seed', () => {
  expect(seen({ ...often, budgetMs: 0 })).toHaveLength(100);
  expect(seen(often, { seed: 3 })).toHaveLength(100);
});

test('a failure tells seed, path, counterexample, reason and how to repeat it', async () => {
  const law = (value: number) => {
    expect(value, 'a small number').toBeLessThan(1000);
  };
  const { message } = failureOf(() => assertUnder(often, fc.property(fc.nat(), law)));
  expect(message).toMatch(
    /^Property failed after \d+ tests\n\{ seed: 11, path: "[\d:]+", endOnFailure: true \}\nCounterexample: \[1000\]/,
  );
  expect(message).toContain('\nReason: a small number: expected 1000 to be less than 1000');
  expect(message).toContain('\nRepeat: MAXIMUS_PROPERTY_SEED=11 npx vitest run tools/soak/assert.test.ts');
  const later = assertUnder(
    often,
    fc.asyncProperty(fc.nat(), async (value) => law(value)),
  );
  await expect(later).rejects.toThrow('Repeat: MAXIMUS_PROPERTY_SEED=11 ');
});

test('each property leaves one line in the log', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'soak-'));
  const log = join(folder.path, 'log.jsonl');
  seen({ ...often, log }, { numRuns: 7 });
  failureOf(() =>
    assertUnder(
      { ...often, log },
      fc.property(fc.nat(), () => false),
    ),
  );
  const lines = (await readFile(log, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Soaked);
  expect(lines).toMatchObject([
    {
      file: 'tools/soak/assert.test.ts',
      test: 'each property leaves one line in the log',
      times: 5,
      runs: 35,
      failed: false,
    },
    { times: 1, failed: true },
  ]);
});
