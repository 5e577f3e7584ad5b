import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Every package and app; a new one is held to the same floor. */
const folders = ['packages', 'services', 'apps'].flatMap((room) =>
  readdirSync(join(import.meta.dirname, room)).map((name) => `${room}/${name}`),
);

/**
 * Lines everywhere; in the two packages that decide what matches, branches as well (100 % of those that can be reached).
 * Of the dashboard only what stands apart from its pages is counted here: those are tried in a browser, which counts nothing.
 */
function floor(folder: string): { lines: number; branches?: number } {
  if (folder === 'apps/web') return { lines: 80 };
  return /^packages\/(?:versions|matching)$/.test(folder) ? { lines: 90, branches: 100 } : { lines: 90 };
}

const tests = ['packages/*/src', 'services/*/src', 'apps/*/src', 'tools'];
const files = (ending: string) => tests.map((folder) => `${folder}/**/*${ending}`);

/** Whose real tests start package managers and sandboxes, and no services. */
const toolRooms = ['packages/arena/src', 'packages/remediation/src', 'apps/cli/src'];

/** The pipeline runs the two projects apart and holds the floors when both are put together. */
const isPart = process.env['MAXIMUS_TEST_PART'] === '1';

/** Properties begin from the seed of the run, which is fixed unless told otherwise: tests get fast-check from here. */
const soak = join(import.meta.dirname, 'tools/soak');
const seededProperties = {
  name: 'seeded-properties',
  enforce: 'pre',
  resolveId: (id: string, importer = '') =>
    id === 'fast-check' && ![`${soak}/assert.ts`, `${soak}/fast-check.ts`].includes(importer)
      ? `${soak}/fast-check.ts`
      : undefined,
} as const;

export default defineConfig({
  plugins: [seededProperties],
  test: {
    // Also what tests of hostile input rest on: at their sizes a wrong algorithm does not end within it.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // A busy machine is no fault of the product: a poll ends when its condition holds.
    expect: { poll: { timeout: 60_000, interval: 20 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: files('.test.ts'),
          exclude: files('.real.test.ts'),
          // The runner keeps one core for itself and mostly waits on it: on two cores that would be half of them.
          maxWorkers: Math.max(2, availableParallelism() - 1),
        },
      },
      {
        extends: true,
        test: {
          name: 'real',
          include: files('.real.test.ts'),
          exclude: toolRooms.map((room) => `${room}/**`),
          // Each starts servers of its own: one after the other, after everything else, so that none starves another.
          maxWorkers: 1,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'tools',
          include: toolRooms.map((room) => `${room}/**/*.real.test.ts`),
          // Package managers and sandboxes in folders of their own: light beside a server, and many.
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**/*.ts', 'services/*/src/**/*.ts', 'apps/*/src/**/*.ts'],
      exclude: ['**/*.test.ts', '**/testing/**', '**/*.data.ts', '**/*.generated.ts'],
      reporter: isPart ? [] : ['text-summary', 'json-summary'],
      reportsDirectory: '.cache/coverage',
      ...(isPart
        ? {}
        : { thresholds: Object.fromEntries(folders.map((folder) => [`${folder}/src/**`, floor(folder)])) }),
    },
  },
});
