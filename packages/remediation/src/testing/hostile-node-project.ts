import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import type { InstalledTool, ToolCommand } from '../package-managers/types.ts';
import { type LoopbackRegistry, loopbackRegistry } from './loopback-registry.ts';
import { lockWithTool, planLock } from './node-trees.ts';
import type { VersionParts } from './npm-universe.ts';
import { shutIn, shutInLimits, writeShutIn } from './shut-in.ts';

/** A project that rings whenever anything of it runs. */
export interface HostileParts {
  readonly manager: string;
  readonly lockFile: string;
  readonly tool: InstalledTool | undefined;
  /** Files beside package.json, and what goes into it; `bell` is a program text that rings. */
  readonly files: (bell: string, address: string) => Readonly<Record<string, string>>;
  readonly manifest?: Readonly<Record<string, unknown>>;
  /** Files that the tool may be shown, but not whole. */
  readonly leftOut: readonly string[];
  /** A run in which the bell does ring, so that its silence means something. */
  readonly loose: ToolCommand;
}

const lifecycle = ['preinstall', 'install', 'postinstall', 'prepare', 'preprepare', 'prepublish', 'pnpm:devPreinstall'];

/**
 * Plans and writes a lock bump of a hostile project with the real tool and installs it frozen: nothing rings, nobody but the
 * registry is asked, and what the project put beside its manifest was left out. Then lets it ring.
 */
export async function staysSilent(parts: HostileParts): Promise<void> {
  const { manager, lockFile, tool } = parts;
  if (tool === undefined) throw new RangeError('no tool');
  const armed: Record<string, VersionParts> = { 'bad@1.0.0': {} };
  await using registry = await loopbackRegistry(armed);
  const { address } = registry;
  const bell = `fetch('${address}rang');`;
  const scripts = Object.fromEntries(lifecycle.map((each) => [each, `node -e "${bell}"`]));
  const manifest = {
    name: 'app',
    version: '1.0.0',
    private: true,
    dependencies: { bad: '^1.0.0' },
    scripts,
    ...parts.manifest,
  };
  const files: Record<string, string> = {
    'package.json': `${JSON.stringify(manifest, null, 2)}\n`,
    ...parts.files(bell, address),
  };
  files[lockFile] = await lockWithTool(files, lockFile, tool, address);
  armed['bad@1.0.1'] = { scripts };
  const flaws = [{ id: 'T-1', name: 'bad', fixed: '1.0.1' }];
  const [remedy] = await planLock({ files, lockFile, universe: armed, flaws, address });
  const written = await writeShutIn({ remedy, files, manager, tool, address });
  expect(written).toMatchObject({ state: 'as-planned', run: { leftOut: parts.leftOut } });
  expect(written.run?.result.contacts.every(({ allowed }) => allowed)).toBe(true);
  if (written.state !== 'as-planned') return;
  const after = { ...files, [lockFile]: written.lockText };
  expect(await lockWithTool(after, lockFile, tool, address, 'frozen')).toBe(written.lockText);
  expect(registry.asked.filter((path) => path.includes('rang'))).toEqual([]);
  await ring(after, tool, parts.loose, registry);
  expect(registry.asked).toContain('rang');
}

/** Runs the tool as people do, in a folder with everything. */
async function ring(
  files: Readonly<Record<string, string>>,
  tool: InstalledTool,
  { args, env }: ToolCommand,
  { address }: LoopbackRegistry,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'maximus-loose-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    const { hostname: host, port } = new URL(address);
    await shutIn().run({
      argv: [...tool.argv, ...args],
      workFolder: folder,
      env: { npm_config_registry: address, YARN_REGISTRY: address, BUN_CONFIG_REGISTRY: address, ...env },
      network: { allow: [{ host, port: Number(port) }] },
      limits: shutInLimits,
      tools: tool.mounts,
      label: 'loose',
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
