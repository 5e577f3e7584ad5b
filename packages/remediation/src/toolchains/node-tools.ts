import { closeSync, existsSync, openSync, readdirSync, readSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { InstalledTool } from '../package-managers/types.ts';
import { ask, binaryTool, onPath, scriptTool } from './find-tool.ts';
import type { ToolchainInput } from './types.ts';

const others = ['pnpm', 'yarn', 'bun'] as const;
/** What a release in Corepack's folder is started by. */
const entries = ['yarn.js', 'bin/yarn.js', 'bin/pnpm.cjs', 'bin/pnpm.mjs'];
const mostReleases = 20;

/** The package managers of the Node world by id: those on `PATH` first, then the releases that Corepack has fetched before. */
export async function nodeTools(
  npm: { readonly program: string; readonly version: string } | undefined,
  input: ToolchainInput,
): Promise<ReadonlyMap<string, readonly InstalledTool[]>> {
  const tools = new Map<string, InstalledTool[]>();
  const add = (name: string, tool: InstalledTool) => {
    // From its second major version on Yarn is another tool, which writes another lock file.
    const id = name === 'yarn' && !/^[01]\./.test(tool.version) ? 'yarn-berry' : name;
    tools.set(id, [...(tools.get(id) ?? []), tool]);
  };
  if (npm !== undefined) add('npm', scriptTool(npm.program, npm.version));
  for (const name of others) {
    const found = await onThePath(name, input);
    if (found !== undefined) add(name, found);
    for (const tool of ofCorepack(name, input)) add(name, tool);
  }
  return tools;
}

/** One of `PATH`; Corepack's stand-in is none: what it would start is looked for in its own folder. */
async function onThePath(name: string, input: ToolchainInput): Promise<InstalledTool | undefined> {
  const program = onPath(name, input);
  if (program === undefined || /\/corepack\//.test(realpathSync(program))) return undefined;
  const version = /^v?(\d+\.\d+\.\d+\S{0,50})/.exec((await ask(program, ['--version'], {}, input))?.trim() ?? '')?.[1];
  if (version === undefined) return undefined;
  return isMachineCode(program) ? binaryTool(program, version, input) : scriptTool(program, version);
}

/** ELF, or Mach-O of either byte order. */
function isMachineCode(file: string): boolean {
  const head = Buffer.alloc(4);
  const handle = openSync(file, 'r');
  try {
    readSync(handle, head, 0, head.length, 0);
  } finally {
    closeSync(handle);
  }
  return ['7f454c46', 'cffaedfe', 'cafebabe'].includes(head.toString('hex'));
}

function ofCorepack(name: string, { environment }: ToolchainInput): readonly InstalledTool[] {
  const { COREPACK_HOME, XDG_CACHE_HOME, HOME } = environment;
  const cache = XDG_CACHE_HOME ?? (HOME === undefined ? undefined : join(HOME, '.cache'));
  const home = COREPACK_HOME ?? (cache === undefined ? undefined : join(cache, 'node/corepack'));
  const folder = home === undefined ? undefined : join(home, 'v1', name);
  if (folder === undefined || !existsSync(folder)) return [];
  const versions = readdirSync(folder).filter((each) => /^\d+\.\d+\.\d+$/.test(each));
  versions.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  return versions.slice(0, mostReleases).flatMap((version) => {
    const entry = entries.map((each) => join(folder, version, each)).find((each) => existsSync(each));
    return entry === undefined ? [] : [scriptTool(entry, version)];
  });
}
