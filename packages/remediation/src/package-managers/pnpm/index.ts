import { allowedNpmrc, readNpmrc } from '../../registries/npm/index.ts';
import { hostPorts } from '../host-port.ts';
import { npmAccessFiles, npmUserEnvironment } from '../npm/access-file.ts';
import { pinnedByField } from '../package-manager-field.ts';
import type { PackageManager, ToolCommand } from '../types.ts';
import { pnpmEntries, pnpmLock } from './lock-entries.ts';
import { openPnpmModel } from './open-model.ts';
import { allowedWorkspace } from './workspace-file.ts';

/** pnpm from 8 on: pnpm-lock.yaml of version 6 or 9. */
export const pnpm: PackageManager = {
  id: 'pnpm',
  description: 'pnpm: pnpm-lock.yaml',
  ecosystem: 'npm',
  lockFiles: ['pnpm-lock.yaml'],
  manifestFiles: ['package.json'],
  configFiles: ['.npmrc', 'pnpm-workspace.yaml'],
  manifestIsProgram: false,
  detect: (_lockFile, head) => /^\s*lockfileVersion:/m.test(head),
  pinnedVersion: (files) => pinnedByField(files, 'pnpm'),
  allowedConfig: (files) => {
    const npmrc = allowedNpmrc(files.get('.npmrc') ?? '');
    const workspace = allowedWorkspace(files.get('pnpm-workspace.yaml') ?? '');
    return new Map([
      ...(npmrc === '' ? [] : [['.npmrc', npmrc] as const]),
      ...(workspace === '' ? [] : [['pnpm-workspace.yaml', workspace] as const]),
    ]);
  },
  registries: (files, { defaultRegistry }) => {
    const { registry, scopes } = readNpmrc(files.get('.npmrc') ?? '');
    return hostPorts([registry ?? defaultRegistry, ...scopes.values()]);
  },
  accessFiles: npmAccessFiles,
  // Not only a look at whether the lock file suits the manifests: everything is resolved once more.
  lockCommand: () => command(['--lockfile-only', '--no-frozen-lockfile', '--no-prefer-frozen-lockfile']),
  frozenCommand: () => command(['--frozen-lockfile']),
  manifestFolders: (lockText) => pnpmLock(lockText)?.importers ?? [''],
  entries: pnpmEntries,
  openModel: openPnpmModel,
};

/** Flags go before every file, so that no configuration of a project has a say in them. */
function command(args: readonly string[]): ToolCommand {
  const hardened = ['--ignore-scripts', '--ignore-pnpmfile', '--config.manage-package-manager-versions=false'];
  return {
    args: ['install', ...args, ...hardened, '--config.side-effects-cache=false', '--reporter=append-only'],
    env: {
      ...npmUserEnvironment,
      npm_config_store_dir: '/tmp/pnpm-store',
      XDG_CACHE_HOME: '/tmp/cache',
      XDG_DATA_HOME: '/tmp/data',
    },
  };
}
