/**
 * Remedies on real projects beside `npm audit fix`, over one loopback registry that serves the packages of the configured
 * registry and the advisories of our index, judged by one index. Run with `npm run bench -- fix`; BENCH_FIX_ONLY names a part
 * of a project's name, BENCH_WORK a folder whose downloads and finished trials are used again, BENCH_FIX_MINUTES the time after
 * which no further project is begun.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { packageManagers } from '@maximus/remediation';
import { buildCommandLine } from '../tools/build/command-line.ts';
import { dataFolder, unpackProjects } from './data.ts';
import { startLoopback } from './fix/loopback.ts';
import { type FixResults, page, sameForced, sameResult } from './fix/page.ts';
import { type Candidate, candidatesIn } from './fix/projects.ts';
import { publishedCrates } from './fix/published-crates.ts';
import { type Bench, run, type Tool, type Trial, trial } from './fix/trial.ts';
import { machine } from './machine.ts';

const root = new URL('..', import.meta.url).pathname;
const timeoutMs = 20 * 60_000;
const say = (text: string) => process.stdout.write(`${text}\n`);
const npm = (args: readonly string[]) => execFileSync('npm', args, { encoding: 'utf8', cwd: tmpdir() }).trim();

const work = process.env['BENCH_WORK'] ?? mkdtempSync(join(tmpdir(), 'maximus-bench-fix-'));
mkdirSync(work, { recursive: true });
say(`work in ${work}`);

const upstream = npm(['config', 'get', 'registry']);
say(await buildCommandLine());
// A copy of its own, since somebody may build again while this runs.
const dist = join(work, 'dist');
rmSync(dist, { recursive: true, force: true });
cpSync(join(root, 'apps/cli/dist'), dist, { recursive: true });
const bundle = join(dist, 'maximus.cjs');
const database = join(work, 'index');
if (!existsSync(database)) {
  const advisories = join(dataFolder(), 'advisories');
  const sources = ['osv-npm.jsonl.gz', 'osv-npm-malware.jsonl.gz', 'kev-2026-08-07.json'];
  const from = sources.flatMap((file) => ['--from', join(advisories, file)]);
  execFileSync(process.execPath, [bundle, 'db', 'build', '--quiet', ...from, '--db', database], { stdio: 'inherit' });
}

await using loopback = await startLoopback({ upstream, database, cache: join(work, 'upstream') });
const home = join(work, 'home');
mkdirSync(home, { recursive: true });
writeFileSync(join(home, '.npmrc'), '');
const bench: Bench = {
  work,
  maximus: [process.execPath, bundle],
  database,
  timeoutMs,
  env: {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    HOME: home,
    NO_COLOR: '1',
    NO_UPDATE_NOTIFIER: '1',
    npm_config_registry: loopback.address,
  },
};

const audit = ['audit', 'fix', '--package-lock-only', '--ignore-scripts', '--no-fund'];
const ours = ['fix', '--yes', '--quiet', '--format', 'json', '--db', database];
const tools: readonly Tool[] = [
  { name: 'maximus fix', command: process.execPath, args: [bundle, ...ours], proven: provenIn },
  { name: 'npm audit fix', command: 'npm', args: audit },
  {
    name: 'maximus fix --allow-major',
    command: process.execPath,
    args: [bundle, ...ours, '--allow-major'],
    proven: provenIn,
  },
  { name: 'npm audit fix --force', command: 'npm', args: [...audit, '--force'] },
];

const otherTool: Tool = {
  name: 'maximus fix (other managers)',
  command: process.execPath,
  args: [bundle, 'fix', '--yes', '--quiet', '--format', 'json', '--db', join(work, 'index-others')],
  proven: provenIn,
};

/** What the arena stands behind, in its own words. */
function provenIn(stdout: string): { readonly proven: number; readonly verdicts: readonly string[] } {
  if (stdout === '') return { proven: 0, verdicts: ['no report'] };
  const report = JSON.parse(stdout) as {
    lock_files: readonly {
      evidence?: { verdict: string; rescan: { fixed: readonly { primary_id: string; purl: string }[] } };
      not_proven: readonly { packages: readonly string[]; why_not: string; sentence: string }[];
    }[];
  };
  const kept = report.lock_files.flatMap(({ evidence }) => (evidence === undefined ? [] : [evidence]));
  const flaws = kept.flatMap(({ rescan }) => rescan.fixed.map(({ primary_id, purl }) => flawOf(primary_id, purl)));
  const dropped = Map.groupBy(
    report.lock_files.flatMap(({ not_proven }) => not_proven),
    ({ why_not, sentence }) => `${why_not}: ${sentence}`,
  );
  const said = [...dropped].map(([why, list]) => `${list.flatMap(({ packages }) => packages).join(', ')}: ${why}`);
  return { proven: new Set(flaws).size, verdicts: [...kept.map(({ verdict }) => verdict), ...said] };
}

function flawOf(id: string, purl: string): string {
  const at = purl.lastIndexOf('@');
  return `${id} ${at > purl.lastIndexOf('/') ? purl.slice(0, at) : purl}`;
}

const candidates = [
  ...candidatesIn(join(root, 'examples'), 'examples/'),
  ...candidatesIn(unpackProjects(work), ''),
  ...candidatesIn(publishedCrates(join(work, 'published')), 'published/'),
].filter(({ name }) => name.includes(process.env['BENCH_FIX_ONLY'] ?? ''));
const kept = join(work, 'trials.json');
const trials: Trial[] = existsSync(kept) ? (JSON.parse(readFileSync(kept, 'utf8')) as Trial[]) : [];
const complete = candidates.filter(({ leftOut }) => leftOut === undefined).sort((a, b) => sizeOf(a) - sizeOf(b));
const measured = complete.filter(({ tool }) => tool === undefined);
const others = complete.filter(({ tool }) => tool !== undefined);
const until = Date.now() + Number(process.env['BENCH_FIX_MINUTES'] ?? 600) * 60_000;
for (const candidate of measured) {
  if (Date.now() >= until) break;
  const doneBy = (tool: string) => trials.find((done) => done.project === candidate.name && done.tool === tool);
  const open = tools.filter(({ name }) => doneBy(name) === undefined);
  const again = [
    [sameResult, 'npm audit fix', []],
    [sameForced, 'npm audit fix --force', ['--allow-major']],
  ] as const;
  if (open.length === 0 && again.every(([name]) => doneBy(name) !== undefined)) continue;
  const warmed = await warm(candidate);
  say(`${candidate.name}: warm after ${(warmed.wallMs / 1000).toFixed(0)} s, exit ${warmed.code}`);
  for (const tool of open) await measure(candidate, tool);
  for (const [name, other, more] of again) {
    const closed = doneBy(other)?.closed ?? [];
    if (closed.length > 0 && doneBy(name) === undefined) await measure(candidate, likewise(name, closed, more));
  }
}

for (const candidate of others) {
  if (Date.now() >= until) break;
  if (trials.some(({ project }) => project === candidate.name)) continue;
  say(candidate.name);
  await measure(candidate, otherTool, otherBench());
}

async function measure(candidate: Candidate, tool: Tool, on = bench): Promise<void> {
  const done = await trial(candidate, tool, on);
  trials.push(done);
  // A run that is cut off goes on where it was, with the same BENCH_WORK.
  writeFileSync(kept, JSON.stringify(trials, null, 2));
  say(
    `  ${tool.name}: ${done.gone} of ${done.before} gone, ${done.introduced.length} introduced, ` +
      `${done.packagesChanged} packages changed, ${(done.wallMs / 1000).toFixed(1)} s, exit ${done.exitCode}`,
  );
}

/** Ours, asked for just what the other tool closed: how much changes for the same result. */
function likewise(name: string, ids: readonly string[], more: readonly string[]): Tool {
  const named = ids.flatMap((id) => ['--apv', id]);
  return { name, command: process.execPath, args: [bundle, ...ours, ...more, ...named], proven: provenIn };
}

/** Which registries this machine is set to is no matter of the page. */
function withoutHosts({ verdicts = [], ...rest }: Trial): Trial {
  return { ...rest, verdicts: verdicts.map((words) => words.replaceAll(/https?:\/\/[^\s/]+/g, '…')) };
}

/** The first line that each of the other tools says of itself; each of several pythons is named. */
function toolVersions(): readonly string[] {
  const asked = [
    ['go', 'version'],
    ['cargo', '--version'],
    ['python3', '--version'],
    ['uv', '--version'],
    ['poetry', '--version'],
  ];
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const said = asked.flatMap(([program = '', ...args]) =>
    folders.flatMap((folder) => {
      const { status, stdout } = spawnSync(join(folder, program), args, { encoding: 'utf8' });
      return status === 0 ? [stdout.trim().split('\n')[0] ?? ''] : [];
    }),
  );
  return [...new Set(said)];
}

function sizeOf({ folder, lockFile }: Candidate): number {
  return statSync(join(folder, lockFile)).size;
}

/** The index of the other ecosystems, and the settings of this machine: no registry of ours serves them. */
function otherBench(): Bench {
  const index = join(work, 'index-others');
  if (!existsSync(index)) {
    const sources = ['osv-go.jsonl.gz', 'osv-pypi.jsonl.gz', 'osv-crates.jsonl.gz', 'kev-2026-08-07.json'];
    const from = sources.flatMap((file) => ['--from', join(dataFolder(), 'advisories', file)]);
    execFileSync(process.execPath, [bundle, 'db', 'build', '--quiet', ...from, '--db', index], { stdio: 'inherit' });
  }
  const own = Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  const env = { ...Object.fromEntries(own), NO_COLOR: '1', XDG_STATE_HOME: join(work, 'state') };
  return { ...bench, database: index, env };
}

/** Everything that the lock file names is downloaded once before anything is timed. */
async function warm({ name, folder, lockFile }: Candidate) {
  const copy = join(work, 'warm', name.replaceAll(/\W+/g, '-'));
  mkdirSync(copy, { recursive: true });
  const read = (file: string) => [file, readFileSync(join(folder, file), 'utf8')] as const;
  const files = new Map(['package.json', lockFile].map(read));
  const elsewhere = packageManagers.get('npm')?.elsewhere;
  // An archive that cannot be had would end the whole installation.
  const had = elsewhere === undefined ? files : elsewhere.without(files, elsewhere.archives(files));
  for (const [file, text] of had) writeFileSync(join(copy, file), text);
  const warmed = await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--force'], copy, bench);
  rmSync(copy, { recursive: true });
  return warmed;
}

const results: FixResults = {
  machine: machine(),
  npm: npm(['--version']),
  trials: trials.filter(({ tool }) => tool !== otherTool.name),
  others: trials.filter(({ tool }) => tool === otherTool.name).map(withoutHosts),
  tools: toolVersions(),
  unfinished: [
    ...measured.flatMap(({ name }) =>
      tools.every((tool) => trials.some((done) => done.project === name && done.tool === tool.name)) ? [] : [name],
    ),
    ...others.flatMap(({ name }) => (trials.some(({ project }) => project === name) ? [] : [name])),
  ],
  elsewhere: Object.fromEntries(
    measured.flatMap(({ name, elsewhere }) => (elsewhere === undefined ? [] : [[name, elsewhere] as const])),
  ),
  leftOut: candidates
    .filter(({ leftOut }) => leftOut !== undefined)
    .map(({ name, leftOut = '' }) => ({ name, leftOut })),
};
if (process.env['BENCH_FIX_ONLY'] === undefined) {
  const out = join(root, 'bench/results');
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'fix.md'), page(results));
  writeFileSync(join(out, 'fix.json'), `${JSON.stringify(results, null, 2)}\n`);
}
say(page(results));
