import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Every package and app; a new one is held to the same floor. */
const folders = ['packages', 'services', 'apps'].flatMap((room) =>
  readdirSync(join(import.meta.dirname, room)).map((name) => `${room}/${name}`),
);

/** Lines everywhere; in the two packages that decide what matches, branches as well (100 % of those that can be reached). */
function floor(folder: string): { lines: number; branches?: number } {
  return /^packages\/(?:versions|matching)$/.test(folder) ? { lines: 90, branches: 100 } : { lines: 90 };
}

export default defineConfig({
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'services/*/src/**/*.test.ts',
      'apps/*/src/**/*.test.ts',
      'tools/**/*.test.ts',
    ],
    testTimeout: 180_000,
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**/*.ts', 'services/*/src/**/*.ts', 'apps/*/src/**/*.ts'],
      exclude: ['**/*.test.ts', '**/testing/**', '**/*.data.ts', '**/*.generated.ts'],
      reporter: ['text-summary', 'json-summary'],
      reportsDirectory: '.cache/coverage',
      thresholds: Object.fromEntries(folders.map((folder) => [`${folder}/src/**`, floor(folder)])),
    },
  },
});
