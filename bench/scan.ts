/**
 * Times a warm scan beside the nearest TypeScript peer, a Go peer where it is on PATH, and the floor `node -e 0`, with the
 * same npm advisories for all. The command timed is the bundled command line. Run with `npm run bench -- scan`.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machine } from './machine.ts';
import { type Series, series, type Task } from './measure.ts';

/** What scan-prepare.ts made ready. In each list the first task is ours, the second the floor, the rest are peers. */
export interface Plan {
  readonly records: number;
  readonly realCount: number;
  readonly peerVersion: string;
  readonly locks: readonly { readonly size: number; readonly tasks: readonly Task[] }[];
  readonly projects: readonly Task[];
}

const root = new URL('..', import.meta.url).pathname;
const rounds = 7;

function table(all: readonly Series[]): readonly string[] {
  const row = (one: Series) =>
    `| ${one.name} | ${one.medianMs.toFixed(0)} | ${one.minMs.toFixed(0)}–${one.maxMs.toFixed(0)} | ${one.peakMiB.toFixed(0)} | ${one.exitCodes.join(', ')} | ${one.runs} |`;
  return ['| command | median ms | range ms | peak MiB | exit | runs |', '|---|---|---|---|---|---|', ...all.map(row)];
}

/** The folder that BENCH_WORK names, prepared by an earlier run, or a new one: preparing takes minutes, and noise wants more than one run. */
function prepared(): string {
  const named = process.env['BENCH_WORK'];
  if (named !== undefined) return named;
  const made = mkdtempSync(join(tmpdir(), 'maximus-bench-'));
  process.stdout.write(`work in ${made}\n`);
  execFileSync(process.execPath, [join(root, 'bench/scan-prepare.ts'), made], { stdio: 'inherit' });
  return made;
}

const work = prepared();
const plan = JSON.parse(readFileSync(join(work, 'plan.json'), 'utf8')) as Plan;

const count = (number: number) => number.toLocaleString('en-GB');
const lines = [
  '# Scan',
  '',
  `${machine()}. ${count(plan.records)} npm advisories (${count(plan.realCount)} real, the rest generated),`,
  `the same for all; lock files of real names and versions. ${rounds} interleaved rounds after one warm-up. The command timed is`,
  "the bundle `apps/cli/dist/maximus.cjs` (`npm run build`) with V8's code of it beside. cve-lite-cli",
  `${plan.peerVersion} runs on the same runtime, where its SQLite addon often ends the process by a signal on exit (-1),`,
  'and on the Node that the machine has.',
];
const results: Record<string, unknown> = { machine: machine(), advisories: plan.records, realCount: plan.realCount };
for (const { size, tasks } of plan.locks) {
  const measured = await series(tasks, rounds);
  const [mine, bare] = measured;
  if (mine === undefined || bare === undefined) throw new Error('a series is missing');
  lines.push('', `## ${count(size)} packages`, '', ...table(measured), '');
  const ratios = measured.slice(2).map((other) => ({ name: other.name, ratio: mine.medianMs / other.medianMs }));
  const words = ratios.map(({ name, ratio }) => `${(ratio * 100).toFixed(1)} % of ${name}`);
  lines.push(`maximus takes ${words.join(', ')}, and ${(mine.medianMs / bare.medianMs).toFixed(2)} × the floor.`);
  results[`lock-${size}`] = { measured, ratios };
}
const whole = await series(plan.projects, rounds);
lines.push('', '## All real projects, all ecosystems', '', ...table(whole), '');
lines.push('cve-lite-cli reads npm, pnpm, yarn and bun locks of one project at a time and is not in this table.');
results['projects'] = whole;

const out = join(root, 'bench/results');
mkdirSync(out, { recursive: true });
writeFileSync(join(out, 'scan.md'), `${lines.join('\n')}\n`);
writeFileSync(join(out, 'scan.json'), `${JSON.stringify(results, null, 2)}\n`);
process.stdout.write(`${lines.join('\n')}\n`);
