import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { InstalledTool } from '../package-managers/types.ts';

/** One package manager as the npm registry holds it. */
interface Published {
  readonly manager: string;
  readonly name: string;
  readonly version: string;
  /** What is started; a `.js` file by Node. */
  readonly entry: string;
}

const published = {
  pnpm9: { manager: 'pnpm', name: 'pnpm', version: '9.15.9', entry: 'bin/pnpm.cjs' },
  pnpm10: { manager: 'pnpm', name: 'pnpm', version: '10.34.9', entry: 'bin/pnpm.cjs' },
  yarn: { manager: 'yarn', name: 'yarn', version: '1.22.22', entry: 'bin/yarn.js' },
  berry: { manager: 'yarn-berry', name: '@yarnpkg/cli-dist', version: '4.18.1', entry: 'bin/yarn.js' },
  bun: { manager: 'bun', name: '@oven/bun-linux-x64', version: '1.4.5', entry: 'bin/bun' },
} as const satisfies Record<string, Published>;

/** A manager that tests can have. */
export type NodeManager = keyof typeof published;

/** Whether what is missing may be fetched (`CI` or `MAXIMUS_PROVISION=1`). */
const mayFetch = Boolean(process.env['CI']) || process.env['MAXIMUS_PROVISION'] === '1';

/**
 * The real package managers of the Node world, from the configured npm registry, each in a folder of its own that later runs
 * find again. `undefined` where one is missing and nothing may be fetched; throws where fetching fails.
 */
export async function nodeManager(id: NodeManager): Promise<InstalledTool | undefined> {
  const { name, version, entry, manager } = published[id];
  const folder = join(tmpdir(), 'maximus-node-managers', `${manager}-${version}`);
  const from = join(folder, 'node_modules', name);
  if (!existsSync(join(from, entry))) {
    if (!mayFetch) return undefined;
    await fetchTo(folder, name, version);
  }
  const at = `/opt/${manager}`;
  const isScript = /\.c?js$/.test(entry);
  return {
    version,
    argv: isScript ? ['/opt/node/node', `${at}/${entry}`] : [`${at}/${entry}`],
    mounts: [{ from, at }, ...(isScript ? [{ from: dirname(process.execPath), at: '/opt/node' }] : [])],
  };
}

/** Sentence for a skipped suite. */
export const whyNoManager = 'fetches package managers: set MAXIMUS_PROVISION=1';

async function fetchTo(folder: string, name: string, version: string): Promise<void> {
  const room = dirname(folder);
  await mkdir(room, { recursive: true });
  const scratch = await mkdtemp(join(room, 'new-'));
  try {
    // The sandbox's own user passes through.
    await chmod(scratch, 0o755);
    await writeFile(join(scratch, 'package.json'), '{"private":true}');
    const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--save-exact', `${name}@${version}`];
    await promisify(execFile)('npm', args, { cwd: scratch, timeout: 240_000 });
    await rename(scratch, folder);
  } catch (error) {
    // Another run may have been first.
    if (!existsSync(join(folder, 'node_modules', name))) throw error;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
