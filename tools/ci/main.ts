/**
 * What `.ci/run` calls: the check, the build, the demo, then everything that `npm test` runs, with provisioning on: first
 * what runs side by side, then what starts real services, one file at a time; the floors of coverage hold for both together.
 * Prints a time table, the runner's closing lines, and `N passed, N failed` as the very last line. Exit code 0 or 1.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { closingLine, failuresOf, type Tally, tallyOf } from './tally.ts';

const CLOSING_LINES = 12;
const root = resolve(import.meta.dirname, '../..');
const report = join(root, '.cache/test-report.json');
/** What the parts of the tests leave behind; put together they are the whole. */
const parts = join(root, '.cache/test-parts');
const environment = { ...process.env, CI: '1', MAXIMUS_PROVISION: '1', NO_COLOR: '1', FORCE_COLOR: undefined };
const steps: Array<{ name: string; budgetMin: number; tookMs: number; passed: boolean }> = [];

rmSync(report, { force: true });
rmSync(parts, { recursive: true, force: true });
await step('check', 1, ['run', '-s', 'check']);
await step('build', 1, ['run', '-s', 'build']);
await step('demo', 1, ['run', '-s', 'demo']);
await step('tests', 12, testing('unit'), { MAXIMUS_TEST_PART: '1' });
await step('tests, real services', 22, testing('real'), { MAXIMUS_TEST_PART: '1' });
await step('tests, real tools', 10, testing('tools'), { MAXIMUS_TEST_PART: '1' });
const counting = ['--reporter=json', `--outputFile.json=${report}`];
const runner = await step('coverage', 2, ['run', 'coverage', '--', `--merge-reports=${parts}`, ...counting]);
/** The four steps whose failures the count of the tests holds already. */
const countedFrom = steps.length - 4;
const tally = readTally();

console.log('\nstep                       took   budget  result');
for (const { name, budgetMin, tookMs, passed } of steps) {
  const over = tookMs > budgetMin * 60_000 ? ', over its budget' : '';
  const took = `${(tookMs / 1000).toFixed(1)} s`.padStart(9);
  console.log(`${name.padEnd(23)}${took}  ${`${budgetMin} min`.padStart(6)}  ${passed ? 'passed' : 'FAILED'}${over}`);
}
console.log(`\n${runner.trimEnd().split('\n').slice(-CLOSING_LINES).join('\n')}`);
for (const line of existsSync(report) ? failuresOf(readFileSync(report, 'utf8')) : []) {
  console.log(`FAILED  ${line.replace(`${root}/`, '')}`);
}
const failedSteps = steps.filter(({ passed }, at) => !passed && (at < countedFrom || tally.failed === 0)).length;
console.log(closingLine({ ...tally, failed: tally.failed + failedSteps }));
process.exitCode = steps.every(({ passed }) => passed) ? 0 : 1;

/** One project of the tests, with a report that can be put together with others. */
function testing(project: string): readonly string[] {
  const blob = ['--reporter=blob', `--outputFile.blob=${join(parts, `${project}.json`)}`];
  return ['run', 'coverage', '--', `--project=${project}`, '--reporter=default', ...blob];
}

/** Runs one npm command, shows its output as it comes and returns it. */
function step(
  name: string,
  budgetMin: number,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  console.log(`\n== ${name} ==`);
  const beganMs = performance.now();
  return new Promise((done) => {
    const child = spawn('npm', args, {
      cwd: root,
      env: { ...environment, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output = (output + chunk).slice(-1 << 16);
      process.stdout.write(chunk);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => {
      output += error.message;
    });
    child.on('close', (code) => {
      steps.push({ name, budgetMin, tookMs: performance.now() - beganMs, passed: code === 0 });
      done(output);
    });
  });
}

function readTally(): Tally {
  return existsSync(report) ? tallyOf(readFileSync(report, 'utf8')) : { passed: 0, failed: 1, skipped: 0 };
}
