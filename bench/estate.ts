/**
 * Loads generated estates of growing size into the embedded PostgreSQL and times what the loop does with them. Run with
 * `npm run bench -- estate`; BENCH_ESTATE=300,1000 names other sizes, BENCH_ADVISORIES how many advisories are sampled,
 * BENCH_WORK a folder in which a load is kept for a later run, BENCH_NOTE what a reader must know of how it was measured.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { machine } from './machine.ts';

interface Result {
  readonly projects: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly load: {
    readonly seconds: number;
    readonly cpuSeconds: number;
    readonly importMedianMs: number;
    readonly importP99Ms: number;
  };
  readonly rematchSeconds: readonly number[];
  readonly rematchCpuSeconds: readonly number[];
  readonly delta: {
    readonly sampled: number;
    readonly medianMs: number;
    readonly p95Ms: number;
    readonly p99Ms: number;
    readonly maxMs: number;
    readonly widest: number;
    readonly meanCpuMs: number;
  };
  readonly common: { readonly ms: number; readonly findings: number };
  readonly compareMs: number;
  readonly memory: { readonly peakMiB: number };
  readonly database: {
    readonly mib: number;
    readonly tables: readonly { readonly name: string; readonly mib: number }[];
  };
  readonly loadAverage?: number;
}

const root = new URL('..', import.meta.url).pathname;
const sizes = (process.env['BENCH_ESTATE'] ?? '1000,3000,10000').split(',').map(Number);
const advisories = process.env['BENCH_ADVISORIES'] ?? '1000';

const note = process.env['BENCH_NOTE'];

/** A load of 10,000 projects takes a while: with BENCH_WORK what a run got done is there for the next one. */
const kept = process.env['BENCH_WORK'];

async function run(size: number): Promise<Result> {
  const work = kept === undefined ? mkdtempSync(join(tmpdir(), 'maximus-estate-')) : join(kept, String(size));
  const done = join(work, 'result.json');
  if (existsSync(done)) return JSON.parse(readFileSync(done, 'utf8')) as Result;
  mkdirSync(work, { recursive: true });
  if (!existsSync(join(work, 'plan.json'))) await tell('estate-prepare.ts', [String(size), work, advisories]);
  if (!existsSync(join(work, 'load.json'))) await tell('estate-run.ts', [String(size), work, 'load']);
  const last = await tell('estate-run.ts', [String(size), work, 'measure']);
  const loadAverage = Math.round((loadavg()[0] ?? 0) * 10) / 10;
  const result = { ...(JSON.parse(last) as Result), loadAverage };
  writeFileSync(done, JSON.stringify(result));
  // As root the embedded PostgreSQL keeps its files elsewhere, and says where.
  const pointer = join(work, 'data', 'postgres.json');
  const { home } = (existsSync(pointer) ? JSON.parse(readFileSync(pointer, 'utf8')) : {}) as { home?: string };
  const leftover = [kept === undefined ? work : join(work, 'data'), home];
  for (const folder of leftover) if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  return result;
}

/** Runs a part in a process of its own, so that its memory is its own; its last line. */
async function tell(script: string, args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [join(root, 'bench', script), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  let last = '';
  for await (const line of createInterface({ input: child.stdout })) {
    last = line;
    if (!line.startsWith('{"projects"')) process.stdout.write(`${line}\n`);
  }
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error(`${script} ended with ${code}`);
  return last;
}

const results: Result[] = [];
for (const size of sizes) results.push(await run(size));

const number = (value: number, digits = 0) =>
  value.toLocaleString('en-GB', { maximumFractionDigits: digits, minimumFractionDigits: digits });
const row = (name: string, read: (result: Result) => string) => `| ${name} | ${results.map(read).join(' | ')} |`;
const lines = [
  '# Estate',
  '',
  `${machine()}, with the embedded PostgreSQL on the same machine (its defaults of the product, durable writes).`,
  'Generated projects of 1,000 components each; names and versions of packages with advisories are real, popularity',
  'follows Zipf, one package is in 80 % of the projects. All npm, PyPI, Go, crates.io and RubyGems advisories of the data',
  'folder, with KEV and EPSS. Wall times are those of the machine as it was: the load average beside each column tells how',
  'busy it was with other work, and processor time is what that does not stretch.',
  '',
  `| projects | ${results.map(({ projects }) => number(projects)).join(' | ')} |`,
  `|---|${results.map(() => '---').join('|')}|`,
  row('components, distinct', ({ counts }) => number(counts['component'] ?? 0)),
  row('occurrences', ({ counts }) => number(counts['occurrence'] ?? 0)),
  row('findings', ({ counts }) => number(counts['finding'] ?? 0)),
  row('APVs', ({ counts }) => number(counts['apv'] ?? 0)),
  row('first load with its writes, s', ({ load }) => number(load.seconds)),
  row('… processor time, Node and PostgreSQL, s', ({ load }) => number(load.cpuSeconds)),
  row('… of one import, mean ms', ({ load, projects }) => number((load.cpuSeconds / projects) * 1000)),
  row(
    'one import, three at a time, median / p99 ms',
    ({ load }) => `${number(load.importMedianMs)} / ${number(load.importP99Ms)}`,
  ),
  row('re-match in steady state, three runs, s (no writes)', ({ rematchSeconds }) =>
    rematchSeconds.map((each) => number(each, 1)).join(', '),
  ),
  row('… processor time, Node and PostgreSQL, s', ({ rematchCpuSeconds }) =>
    rematchCpuSeconds.map((each) => number(each, 1)).join(', '),
  ),
  row('one advisory → committed, median ms', ({ delta }) => number(delta.medianMs, 1)),
  row('… p95 ms', ({ delta }) => number(delta.p95Ms, 1)),
  row('… p99 ms', ({ delta }) => number(delta.p99Ms, 1)),
  row('… processor time, mean ms', ({ delta }) => number(delta.meanCpuMs, 1)),
  row('… slowest ms (widest, findings)', ({ delta }) => `${number(delta.maxMs, 1)} (${number(delta.widest)})`),
  row(
    'the package in 80 %: ms (findings, one event)',
    ({ common }) => `${number(common.ms)} (${number(common.findings)})`,
  ),
  row('compare two whole generations, ms', ({ compareMs }) => number(compareMs)),
  row('peak memory of the process, MiB', ({ memory }) => number(memory.peakMiB)),
  row('database, MiB', ({ database }) => number(database.mib)),
  row('load average at the end', ({ loadAverage }) => number(loadAverage ?? 0, 1)),
  '',
  `Advisories sampled per size: ${results.map(({ delta }) => number(delta.sampled)).join(', ')}; half of them new, a quarter withdrawn, a`,
  'quarter with other words. Timed from the known change to its commit: look-up of the package, judgement of every version',
  'in use, matches, findings with history, APVs, events in the outbox. Nobody relays here, so that the outbox holds every',
  'event of the load; a server deletes them 14 days after they were relayed.',
  ...(note === undefined ? [] : ['', note]),
  '',
  'Largest tables (MiB): ' +
    (results.at(-1)?.database.tables ?? [])
      .slice(0, 8)
      .map(({ name, mib }) => `${name} ${number(mib)}`)
      .join(', ') +
    '.',
];
mkdirSync(join(root, 'bench/results'), { recursive: true });
writeFileSync(join(root, 'bench/results/estate.md'), `${lines.join('\n')}\n`);
writeFileSync(
  join(root, 'bench/results/estate.json'),
  `${JSON.stringify({ machine: machine(), note, results }, null, 1)}\n`,
);
process.stdout.write(`${lines.join('\n')}\n`);
