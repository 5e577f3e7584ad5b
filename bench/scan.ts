/**
 * Times a warm scan beside the nearest TypeScript peer and the floor `node -e 0`, with the same npm advisories for both.
 * The command timed is the bundled command line (`npm run build`). Run with `npm run bench -- scan`.
 */
import { execFileSync } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { dataFolder, packageLocks, unpackProjects } from './data.ts';
import { machine } from './machine.ts';
import { type Series, series, type Task } from './measure.ts';
import { forRuntime, installCveLite } from './peers/cve-lite.ts';
import { findOsvScanner } from './peers/osv-scanner.ts';
import { generatedAdvisories, gunzipLines, packageLock, packagesOfLocks } from './workload.ts';

const root = new URL('..', import.meta.url).pathname;
const rounds = 7;
const advisories = 100_000;
const sizes = [500, 1_500, 5_000];

async function npmRecords(): Promise<readonly string[]> {
  const records: string[] = [];
  for (const file of ['osv-npm.jsonl.gz', 'osv-npm-malware.jsonl.gz']) {
    for await (const line of gunzipLines(join(dataFolder(), 'advisories', file))) records.push(line);
  }
  return records;
}

/** The first `node` on PATH that is not the project's own: what a person who installs the peer would run it with. */
function systemRuntime(): { readonly path: string; readonly version: string } | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, 'node');
    if (folder.includes('node_modules') || !existsSync(path)) continue;
    return { path: realpathSync(path), version: execFileSync(path, ['-v'], { encoding: 'utf8' }).trim() };
  }
  return undefined;
}

function table(all: readonly Series[]): readonly string[] {
  const row = (one: Series) =>
    `| ${one.name} | ${one.medianMs.toFixed(0)} | ${one.minMs.toFixed(0)}–${one.maxMs.toFixed(0)} | ${one.peakMiB.toFixed(0)} | ${one.exitCodes.join(', ')} | ${one.runs} |`;
  return ['| command | median ms | range ms | peak MiB | exit | runs |', '|---|---|---|---|---|---|', ...all.map(row)];
}

const work = mkdtempSync(join(tmpdir(), 'maximus-bench-'));
process.stdout.write(`work in ${work}\n`);
const projects = unpackProjects(work);
const real = packagesOfLocks(packageLocks(projects));
const records = [...(await npmRecords())];
const realCount = records.length;
records.push(...generatedAdvisories(real, realCount, advisories));

const recordFile = join(work, 'npm.jsonl');
const sink = createWriteStream(recordFile);
for (const record of records)
  if (!sink.write(`${record}\n`)) await new Promise<void>((resolve) => sink.once('drain', () => resolve()));
await new Promise<void>((resolve) => sink.end(resolve));

execFileSync(process.execPath, [join(root, 'tools/build/main.ts')], { stdio: 'inherit' });
const maximus = join(root, 'apps/cli/bin/maximus.mjs');
const npmIndex = join(work, 'index-npm');
const allIndex = join(work, 'index-all');
execFileSync(process.execPath, [maximus, 'db', 'build', '--quiet', '--from', recordFile, '--db', npmIndex], {
  stdio: 'inherit',
});
execFileSync(
  process.execPath,
  [maximus, 'db', 'build', '--quiet', '--from', join(dataFolder(), 'advisories'), '--db', allIndex],
  {
    stdio: 'inherit',
  },
);
const peerFolder = join(work, 'peer');
const peer = await installCveLite(peerFolder, records);
const system = systemRuntime();
const systemPeer =
  system === undefined ? undefined : forRuntime(peer, peerFolder, join(work, 'peer-system'), system.path);
const goPeer = findOsvScanner(work, peer.archive);

const folders = sizes.map((size) => {
  const folder = join(work, `lock-${size}`);
  mkdirSync(folder);
  const lock = packageLock(real, size);
  writeFileSync(join(folder, 'package-lock.json'), lock);
  const { dependencies } =
    (JSON.parse(lock) as { packages: Record<string, { dependencies: object }> }).packages[''] ?? {};
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'bench', version: '1.0.0', dependencies }));
  return { size, folder };
});

const bundle = join(root, 'apps/cli/dist/maximus.cjs');
const ours = (folder: string, index: string): Task => ({
  name: 'maximus',
  command: process.execPath,
  args: [bundle, 'scan', folder, '--db', index, '--format', 'json', '--output', join(work, 'report.json')],
});
const floor: Task = { name: 'node -e 0', command: process.execPath, args: ['-e', '0'] };

const lines = [
  '# Scan',
  '',
  `${machine()}. ${records.length.toLocaleString('en-GB')} npm advisories (${realCount.toLocaleString('en-GB')} real, the rest generated), the same for all;`,
  `lock files of real names and versions. ${rounds} interleaved rounds after one warm-up. The command timed is the bundle`,
  `\`apps/cli/dist/maximus.cjs\` (\`npm run build\`) with the runtime's compile cache. cve-lite-cli ${peer.version} runs on the same runtime, where its SQLite addon now and then ends`,
  'the process by a signal on exit (-1), and on the Node that the machine has.',
];
const results: Record<string, unknown> = { machine: machine(), advisories: records.length, realCount };
for (const { size, folder } of folders) {
  const theirs: Task[] = [
    { name: `cve-lite-cli, Node ${process.version}`, command: process.execPath, args: peer.scan(folder), cwd: work },
  ];
  if (systemPeer !== undefined && system !== undefined) {
    theirs.push({
      name: `cve-lite-cli, Node ${system.version}`,
      command: system.path,
      args: systemPeer.scan(folder),
      cwd: work,
    });
  }
  const go = goPeer === undefined ? [] : [goPeer.scan(join(folder, 'package-lock.json'))];
  const measured = await series([ours(folder, npmIndex), floor, ...theirs, ...go], rounds);
  const [mine, bare] = measured;
  if (mine === undefined || bare === undefined) throw new Error('a series is missing');
  lines.push('', `## ${size.toLocaleString('en-GB')} packages`, '', ...table(measured), '');
  const ratios = measured.slice(2).map((other) => ({ name: other.name, ratio: mine.medianMs / other.medianMs }));
  const words = ratios.map(({ name, ratio }) => `${(ratio * 100).toFixed(1)} % of ${name}`);
  lines.push(`maximus takes ${words.join(', ')}, and ${(mine.medianMs / bare.medianMs).toFixed(2)} × the floor.`);
  results[`lock-${size}`] = { measured, ratios };
}
const whole = await series([ours(projects, allIndex), floor], rounds);
lines.push('', '## All real projects, all ecosystems', '', ...table(whole), '');
lines.push('cve-lite-cli reads npm, pnpm, yarn and bun locks of one project at a time and is not in this table.');
results['projects'] = whole;

const out = join(root, 'bench/results');
mkdirSync(out, { recursive: true });
writeFileSync(join(out, 'scan.md'), `${lines.join('\n')}\n`);
writeFileSync(join(out, 'scan.json'), `${JSON.stringify(results, null, 2)}\n`);
process.stdout.write(`${lines.join('\n')}\n`);
