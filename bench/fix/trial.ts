import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import type { ScanReport } from '@maximus/contracts';
import { takeInventory } from '@maximus/inventory';
import { unwrap } from '@maximus/kernel';
import type { Candidate } from './projects.ts';

/** How a tool is started in a copy of a project. */
export interface Tool {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Whether what it leaves was proven by evidence, read from what it printed. */
  readonly proven?: (stdout: string) => { readonly proven: number; readonly verdicts: readonly string[] };
}

/** What one tool did to one project. */
export interface Trial {
  readonly project: string;
  readonly tool: string;
  readonly exitCode: number | null;
  readonly wallMs: number;
  /** Processes that ran or wanted to, on average over the minute before (`os.loadavg`). */
  readonly load?: number;
  /** Flaws: alias group and package, whatever the version. */
  readonly before: number;
  readonly gone: number;
  /** Ids of the flaws that are gone. */
  readonly closed: readonly string[];
  readonly introduced: readonly string[];
  /** Affected entries: alias group and package in one version. */
  readonly entriesBefore: number;
  readonly entriesAfter: number;
  /** Packages that are there in other versions than before, however many copies of them lie where. */
  readonly packagesChanged: number;
  /** Pairs of a package and a version that came or went. */
  readonly pairsChanged: number;
  /** Entries of the lock file, each copy for itself, that are new, gone or of another version. */
  readonly entriesChanged: number;
  readonly manifestChanged: boolean;
  readonly proven?: number;
  readonly verdicts?: readonly string[];
  readonly note?: string;
}

/** What trials share. */
export interface Bench {
  readonly work: string;
  /** The command line of ours, for the rescans. */
  readonly maximus: readonly [string, ...string[]];
  readonly database: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly wallMs: number;
}

const most = 64 << 20;

/** Runs a program to its end; what it is given of the environment is what it is told. */
export function run(
  command: string,
  args: readonly string[],
  cwd: string,
  { env, timeoutMs }: Pick<Bench, 'env' | 'timeoutMs'>,
): Promise<Ended> {
  const began = performance.now();
  return new Promise((done, failed) => {
    const child = spawn(command, args, { cwd, env, timeout: timeoutMs, stdio: ['ignore', 'pipe', 'pipe'] });
    const texts = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        if (texts[name].length < most) texts[name] += text;
      });
    }
    child.on('error', failed);
    child.on('close', (code) => done({ code, ...texts, wallMs: performance.now() - began }));
  });
}

/** Lets a tool loose on a fresh copy of a project's manifests, and compares what one index says before and after. */
export async function trial(candidate: Candidate, tool: Tool, bench: Bench): Promise<Trial> {
  const slug = `${candidate.name.replaceAll(/[^\w.]+/g, '-')}--${tool.name.replaceAll(/\W+/g, '-')}`;
  const folder = join(bench.work, 'trials', slug);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of candidate.files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    copyFileSync(join(candidate.folder, file), join(folder, file));
  }
  const read = (file: string) => (existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : '');
  const manifests = () => candidate.files.filter((file) => file !== candidate.lockFile).map(read);
  const entries = () => (candidate.tool === undefined ? entriesOf(read(candidate.lockFile)) : entriesIn(folder));
  const [manifestsBefore, entriesBefore] = [manifests(), await entries()];
  const before = await scan(folder, bench);
  const load = loadavg()[0] ?? 0;
  const ended = await run(tool.command, tool.args, folder, bench);
  const after = await scan(folder, bench);
  const gone = [...before.flaws].filter((flaw) => !after.flaws.has(flaw));
  const lines = ended.stderr.split('\n').filter((line) => /ERR|error/.test(line) && !line.includes('A complete log'));
  return {
    project: candidate.name,
    tool: tool.name,
    exitCode: ended.code,
    wallMs: ended.wallMs,
    load,
    before: before.flaws.size,
    gone: gone.length,
    closed: [...new Set(gone.map((flaw) => flaw.slice(0, flaw.indexOf(' '))))],
    introduced: [...after.flaws].filter((flaw) => !before.flaws.has(flaw)),
    entriesBefore: before.entries.size,
    entriesAfter: after.entries.size,
    ...changesBetween(entriesBefore, await entries()),
    manifestChanged: manifests().some((text, at) => text !== manifestsBefore[at]),
    ...tool.proven?.(ended.stdout),
    ...(lines.length === 0 ? {} : { note: lines.slice(0, 3).join(' ').slice(0, 300) }),
  };
}

async function scan(folder: string, bench: Bench): Promise<{ flaws: Set<string>; entries: Set<string> }> {
  const [program, ...args] = bench.maximus;
  const words = [...args, 'scan', folder, '--db', bench.database, '--format', 'json', '--no-reachability', '--quiet'];
  const { stdout, stderr } = await run(program, words, folder, bench);
  if (stdout === '') throw new Error(`no report: ${stderr}`);
  const { findings } = JSON.parse(stdout) as ScanReport;
  return {
    flaws: new Set(findings.map(({ primary_id, package: { name } }) => `${primary_id} ${name}`)),
    entries: new Set(findings.map(({ primary_id, package: { purl } }) => `${primary_id} ${purl}`)),
  };
}

/** What differs between two lock files, counted three ways; the same way for every tool. */
function changesBetween(
  old: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
): Pick<Trial, 'packagesChanged' | 'pairsChanged' | 'entriesChanged'> {
  const pairs = new Set(old.values()).symmetricDifference(new Set(now.values()));
  const packages = new Set([...pairs].map((pair) => pair.slice(0, pair.lastIndexOf('@'))));
  const paths = [...new Set([...old.keys(), ...now.keys()])].filter((path) => old.get(path) !== now.get(path));
  return { packagesChanged: packages.size, pairsChanged: pairs.size, entriesChanged: paths.length };
}

/** `name@version` of everything that our inventory reads, for lock files that have no entry for each copy. */
async function entriesIn(folder: string): Promise<Map<string, string>> {
  const { files } = unwrap(await takeInventory(folder));
  const labels = files.flatMap(({ components }) => components.map(({ name, version }) => `${name}@${version ?? ''}`));
  return new Map(labels.map((label) => [label, label]));
}

/** Path of an entry → `name@version`. */
function entriesOf(text: string): Map<string, string> {
  const { packages = {} } = JSON.parse(text) as { packages?: Record<string, { version?: string; name?: string }> };
  const paths = Object.entries(packages).filter(([path]) => path.includes('node_modules/'));
  return new Map(
    paths.map(([path, { version = '', name = path.slice(path.lastIndexOf('node_modules/') + 13) }]) => [
      path,
      `${name}@${version}`,
    ]),
  );
}
