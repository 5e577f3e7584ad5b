/**
 * `npm run soak -- [--times N] [--seconds S] [--seed N] [path…]`: runs the files with properties, each property N times as
 * long (at most S seconds each) and from a random seed, which is printed. Exit code 0, or 1 with a failure found.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openTree } from '../house/tree.ts';
import type { Soaked } from './assert.ts';
import { propertyFiles } from './property-files.ts';
import { propertySettings, VARIABLES } from './settings.ts';

const root = resolve(import.meta.dirname, '../..');
const log = join(root, '.cache/soak.jsonl');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    times: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '20' },
    seed: { type: 'string', default: String((Math.random() * 2 ** 32) | 0) },
  },
});
const files = propertyFiles(openTree(root)).filter(
  (file) => positionals.length === 0 || positionals.some((part) => file.startsWith(part)),
);
if (files.length === 0) {
  console.error(`no file with properties under ${positionals.join(', ')}`);
  process.exit(3);
}
const told = {
  [VARIABLES.seed]: values.seed,
  [VARIABLES.times]: values.times,
  [VARIABLES.budgetMs]: String(Number(values.seconds) * 1000),
  [VARIABLES.log]: log,
};
propertySettings(told);

console.log(
  `seed ${values.seed}: ${files.length} files, each property ${values.times} times, ${values.seconds} s at most`,
);
mkdirSync(dirname(log), { recursive: true });
rmSync(log, { force: true });
// No limit of time: a search may take what its budget says. What a test states itself still holds.
const args = ['vitest', 'run', '--testTimeout=0', '--silent=passed-only', ...files];
const done = spawnSync('npx', args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...told } });
const soaked = existsSync(log)
  ? readFileSync(log, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Soaked)
  : [];
const short = soaked.filter(({ times, failed }) => !failed && times < Number(values.times));
const runs = soaked.reduce((sum, { runs }) => sum + runs, 0);
for (const { file, test, times, runs } of short) {
  console.log(`ended by its time after ${times} of ${values.times} times (${runs} runs): ${file}: ${test}`);
}
console.log(
  `${soaked.length} properties, ${runs.toLocaleString('en')} runs, ${soaked.filter(({ failed }) => failed).length} failed, seed ${values.seed}`,
);
process.exitCode = done.status === 0 ? 0 : 1;
