/**
 * Loads generated estates of growing size into the embedded PostgreSQL and times what the loop does with them. Run with
 * `npm run bench -- estate`; BENCH_ESTATE=300,1000 names other sizes, BENCH_ADVISORIES how many advisories are sampled.
 */
import { execFileSync, spawn } from 'node:child_process';
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

async function run(size: number): Promise<Result> {
  const work = mkdtempSync(join(tmpdir(), 'maximus-estate-'));
  execFileSync(process.execPath, [join(root, 'bench/estate-prepare.ts'), String(size), work, advisories], {
    stdio: 'inherit',
  });
  const child = spawn(process.execPath, [join(root, 'bench/estate-run.ts'), String(size), work], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let last = '';
  for await (const line of createInterface({ input: child.stdout })) {
    last = line;
    if (!line.startsWith('{"projects"')) process.stdout.write(`${line}\n`);
  }
  // As root the embedded PostgreSQL keeps its files elsewhere, and says where.
  const pointer = join(work, 'data', 'postgres.json');
  const { home } = (existsSync(pointer) ? JSON.parse(readFileSync(pointer, 'utf8')) : {}) as { home?: string };
  for (const folder of [work, home]) if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  return { ...(JSON.parse(last) as Result), loadAverage: Math.round((loadavg()[0] ?? 0) * 10) / 10 };
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
  row('one import, median / p99 ms', ({ load }) => `${number(load.importMedianMs)} / ${number(load.importP99Ms)}`),
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
  'in use, matches, findings with history, APVs, events in the outbox.',
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
writeFileSync(join(root, 'bench/results/estate.json'), `${JSON.stringify({ machine: machine(), results }, null, 1)}\n`);
process.stdout.write(`${lines.join('\n')}\n`);
