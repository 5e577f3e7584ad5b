/**
 * `npm run check`: everything that a change must pass before review, in parallel, well under a minute.
 * `--fix` corrects what can be corrected, `--only a,b` runs a part, `--quiet` prints failures only.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openTree } from '../house/tree.ts';
import { checks } from './registry.ts';
import { type Finished, failed, printOutcome, printSummary } from './report.ts';
import type { Check } from './types.ts';

const { values } = parseArgs({
  options: {
    fix: { type: 'boolean', default: false },
    only: { type: 'string' },
    quiet: { type: 'boolean', default: false },
  },
});
const wanted = values.only?.split(',');
const unknown = wanted?.filter((id) => !checks.some((check) => check.id === id)) ?? [];
if (unknown.length > 0) {
  console.error(`unknown check ${unknown.join(', ')}; known: ${checks.map((check) => check.id).join(', ')}`);
  process.exit(3);
}
const root = resolve(import.meta.dirname, '../..');
const startedMs = performance.now();
const tree = openTree(root);
const finished = await Promise.all(checks.filter((check) => wanted?.includes(check.id) ?? true).map(runOne));
printSummary(finished, performance.now() - startedMs);
process.exitCode = finished.some(failed) ? 1 : 0;

async function runOne(check: Check): Promise<Finished> {
  const beganMs = performance.now();
  try {
    const outcome = await check.run({ tree, fix: values.fix });
    const done = { id: check.id, outcome, tookMs: performance.now() - beganMs };
    printOutcome(done, values.quiet);
    return done;
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const problem = { file: 'tools/check', message: 'the check itself broke', level: 'failure' } as const;
    const done = { id: check.id, outcome: { problems: [problem], detail: 'broke', output: message }, tookMs: 0 };
    printOutcome(done, values.quiet);
    return done;
  }
}
