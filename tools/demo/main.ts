/** `npm run demo`: builds an advisory index from the bundled sample and scans the example projects with it. */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const cli = join(root, 'apps/cli/bin/maximus.mjs');
const index = process.env.MAXIMUS_DEMO_INDEX ?? '.maximus/demo-index';

/** Exit codes of a scan that did its work: passed, or findings at the threshold. */
const SCANNED = [0, 1];

const built = maximus('db', 'build', '--from', 'examples/advisories', '--db', index);
if (built !== 0) process.exit(built);
const scanned = maximus('scan', 'examples', '--db', index, ...process.argv.slice(2));
if (!SCANNED.includes(scanned)) process.exit(scanned);
console.log(`
The scan ended with exit code ${scanned}${scanned === 1 ? ': findings at or above the threshold, as the examples intend' : ''}.
Next: npx maximus explain CVE-2022-24999 --db ${index}
      npx maximus scan examples/npm-shop --db ${index} --format html --output .maximus/report.html`);

function maximus(...args: string[]): number {
  console.log(`\n$ npx maximus ${args.join(' ')}`);
  const done = spawnSync(process.execPath, [cli, ...args], { cwd: root, stdio: 'inherit' });
  if (done.error !== undefined) throw done.error;
  return done.status ?? 70;
}
