/**
 * Prepares the scan benchmark in a process of its own: records, indexes, peers, lock files. Writes what is to be timed to
 * `plan.json` in the folder that the first argument names. The process that measures must be small: starting a child from
 * one that holds 100,000 records costs 20 ms.
 */
import { execFileSync } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { dataFolder, packageLocks, unpackProjects } from './data.ts';
import type { Task } from './measure.ts';
import { forRuntime, installCveLite } from './peers/cve-lite.ts';
import { findOsvScanner } from './peers/osv-scanner.ts';
import type { Plan } from './scan.ts';
import { generatedAdvisories, gunzipLines, packageLock, packagesOfLocks } from './workload.ts';

const root = new URL('..', import.meta.url).pathname;
const advisories = 100_000;
const sizes = [500, 1_500, 5_000];

async function npmRecords(): Promise<string[]> {
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

async function writeLines(path: string, lines: readonly string[]): Promise<void> {
  const sink = createWriteStream(path);
  for (const line of lines) {
    if (!sink.write(`${line}\n`)) await new Promise<void>((resolve) => sink.once('drain', () => resolve()));
  }
  await new Promise<void>((resolve) => sink.end(resolve));
}

const work = process.argv[2];
if (work === undefined) throw new Error('name the folder to prepare in');
const projects = unpackProjects(work);
const real = packagesOfLocks(packageLocks(projects));
const records = await npmRecords();
const realCount = records.length;
records.push(...generatedAdvisories(real, realCount, advisories));
const recordFile = join(work, 'npm.jsonl');
await writeLines(recordFile, records);

execFileSync(process.execPath, [join(root, 'tools/build/main.ts')], { stdio: 'inherit' });
const bundle = join(root, 'apps/cli/dist/maximus.cjs');
const npmIndex = join(work, 'index-npm');
const allIndex = join(work, 'index-all');
for (const [from, db] of [
  [recordFile, npmIndex],
  [join(dataFolder(), 'advisories'), allIndex],
] as const) {
  execFileSync(process.execPath, [bundle, 'db', 'build', '--quiet', '--from', from, '--db', db], { stdio: 'inherit' });
}
const peerFolder = join(work, 'peer');
const peer = await installCveLite(peerFolder, records);
const system = systemRuntime();
const systemPeer =
  system === undefined ? undefined : forRuntime(peer, peerFolder, join(work, 'peer-system'), system.path);
const goPeer = findOsvScanner(work, peer.archive);

const ours = (folder: string, index: string): Task => ({
  name: 'maximus',
  command: process.execPath,
  args: [bundle, 'scan', folder, '--db', index, '--format', 'json', '--output', join(work, 'report.json')],
});
const floor: Task = { name: 'node -e 0', command: process.execPath, args: ['-e', '0'] };

function peersOf(folder: string): readonly Task[] {
  const tasks: Task[] = [
    {
      name: `cve-lite-cli, Node ${process.version}`,
      command: process.execPath,
      args: peer.scan(folder),
      cwd: work ?? '',
    },
  ];
  if (systemPeer !== undefined && system !== undefined) {
    const name = `cve-lite-cli, Node ${system.version}`;
    tasks.push({ name, command: system.path, args: systemPeer.scan(folder), cwd: work ?? '' });
  }
  return goPeer === undefined ? tasks : [...tasks, goPeer.scan(join(folder, 'package-lock.json'))];
}

const locks = sizes.map((size) => {
  const folder = join(work, `lock-${size}`);
  mkdirSync(folder);
  const lock = packageLock(real, size);
  writeFileSync(join(folder, 'package-lock.json'), lock);
  const { dependencies } =
    (JSON.parse(lock) as { packages: Record<string, { dependencies: object }> }).packages[''] ?? {};
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'bench', version: '1.0.0', dependencies }));
  return { size, tasks: [ours(folder, npmIndex), floor, ...peersOf(folder)] };
});
const plan: Plan = {
  records: records.length,
  realCount,
  peerVersion: peer.version,
  locks,
  projects: [ours(projects, allIndex), floor],
};
writeFileSync(join(work, 'plan.json'), JSON.stringify(plan));
