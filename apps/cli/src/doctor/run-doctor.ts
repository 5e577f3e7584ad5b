import { execFileSync } from 'node:child_process';
import { type IndexManifest, openIndex, staleSources } from '@maximus/advisories';
import { isAppError } from '@maximus/kernel';
import type { Args } from '../args/command.ts';
import { loadConfig } from '../config/load.ts';
import { exitCode } from '../exit-code.ts';
import { dayWords, grouped } from '../scan/table/words.ts';
import type { CommandIo } from '../terminal/io.ts';
import { createPaint, pad, plain, wantsColour, wrap } from '../terminal/style.ts';

interface Check {
  readonly name: string;
  readonly state: 'good' | 'note' | 'bad';
  readonly says: string;
  readonly todo?: string;
}

const dayMs = 86_400_000;

function runtime(): Check {
  const says = `Node ${process.versions.node} on ${process.platform} ${process.arch}`;
  return { name: 'runtime', state: 'good', says };
}

function database(folder: string, maxAgeMs: number, io: CommandIo): readonly Check[] {
  const opened = openIndex(folder);
  if (!opened.ok) {
    return [{ name: 'index', state: 'bad', says: `${folder}: ${opened.error.message}`, todo: opened.error.help }];
  }
  const { manifest } = opened.value;
  opened.value.close();
  const names = manifest.covered;
  return [
    { name: 'index', state: 'good', says: `${grouped(manifest.records)} advisories in ${folder}` },
    age(manifest, maxAgeMs, io),
    { name: 'ecosystems', state: 'good', says: names.join(', ') },
    ...(manifest.quarantined > 0
      ? [
          {
            name: 'quarantine',
            state: 'note' as const,
            says: `${manifest.quarantined} records could not be read`,
            todo: '`maximus db status` names their sources.',
          },
        ]
      : []),
  ];
}

/** How old the data are: of the build, of the newest advisory, and of each source that scans no longer accept. */
function age(manifest: IndexManifest, maxAgeMs: number, io: CommandIo): Check {
  const { builtAt, newestModified, covered } = manifest;
  const now = io.clock.now();
  const built = `built ${dayWords(builtAt)}, ${Math.floor((now - Date.parse(builtAt)) / dayMs)} days ago`;
  const newest = newestModified === undefined ? '' : `; newest data ${dayWords(newestModified)}`;
  const stale = staleSources(manifest, covered, now, maxAgeMs);
  if (stale.length === 0) return { name: 'age', state: 'good', says: built + newest };
  const old = stale.map(({ id, syncedAt }) => `${id} was last synced ${dayWords(syncedAt)}`).join('; ');
  const todo = 'Run `maximus db update`; scans say "could not check" until then.';
  return { name: 'age', state: 'bad', says: `${built}${newest}; ${old}`, todo };
}

const tools = ['git', 'npm', 'osv-scanner', 'trivy', 'grype', 'pip-audit'] as const;

function tool(name: string): Check {
  try {
    const says = execFileSync(name, ['--version'], {
      encoding: 'utf8',
      timeout: 5_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return { name, state: 'good', says: says.split('\n')[0]?.trim() ?? '' };
  } catch (error) {
    const absent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return { name, state: 'note', says: absent ? 'not on PATH (optional)' : 'found, but does not answer --version' };
  }
}

async function settings(args: Args, io: CommandIo): Promise<{ check: Check; database: string; maxAgeMs: number }> {
  try {
    const loaded = await loadConfig(args, io, true);
    const says = loaded.file === undefined ? 'no maximus.yaml; the defaults hold' : `${loaded.file} is valid`;
    return {
      check: { name: 'settings', state: 'good', says },
      database: loaded.database,
      maxAgeMs: loaded.settings.maxDbAgeMs,
    };
  } catch (error) {
    if (!isAppError(error)) throw error;
    const check: Check = { name: 'settings', state: 'bad', says: error.message, todo: error.help };
    return { check, database: '', maxAgeMs: 0 };
  }
}

function codeOf(checks: readonly Check[]): number {
  const bad = checks.filter(({ state }) => state === 'bad').map(({ name }) => name);
  if (bad.includes('index')) return exitCode.noDatabase;
  return bad.length > 0 ? exitCode.incomplete : exitCode.passed;
}

/** `maximus doctor`: exits 4 without a usable index, 2 when something else needs a hand before scans can be trusted. */
export async function runDoctor(args: Args, io: CommandIo): Promise<number> {
  const paint = createPaint(wantsColour(io.out.isTerminal, io.environment));
  const loaded = await settings(args, io);
  const index = loaded.check.state === 'bad' ? [] : database(loaded.database, loaded.maxAgeMs, io);
  const checks = [runtime(), loaded.check, ...index, ...tools.map(tool)];
  const marks = { good: paint('✓', 'green'), note: paint('·', 'grey'), bad: paint('✗', 'red', 'bold') };
  for (const { name, state, says, todo } of checks) {
    const [first = '', ...rest] = wrap(plain(says), 60);
    io.out.write(`${marks[state]} ${pad(name, 14)}${first}\n`);
    for (const line of rest) io.out.write(`${' '.repeat(16)}${line}\n`);
    if (todo !== undefined)
      for (const line of wrap(todo, 60)) io.out.write(`${' '.repeat(16)}${paint(line, 'yellow')}\n`);
  }
  return codeOf(checks);
}
