import { hostPorts } from '../host-port.ts';
import { pinnedByField } from '../package-manager-field.ts';
import type { PackageManager, ToolCommand } from '../types.ts';
import { allowedBunfig, bunAccessFiles, readBunfig } from './bunfig.ts';
import { bunEntries, bunWorkspaces } from './lock-entries.ts';
import { openBunModel } from './open-model.ts';

/** bun from 1.2 on: the text lock file bun.lock. */
export const bun: PackageManager = {
  id: 'bun',
  description: 'bun: bun.lock',
  ecosystem: 'npm',
  lockFiles: ['bun.lock'],
  manifestFiles: ['package.json'],
  configFiles: ['bunfig.toml'],
  manifestIsProgram: false,
  detect: (_lockFile, head) => head.includes('"lockfileVersion"'),
  pinnedVersion: (files) => pinnedByField(files, 'bun'),
  allowedConfig: (files) => {
    const kept = allowedBunfig(files.get('bunfig.toml') ?? '');
    return new Map(kept === '' ? [] : [['bunfig.toml', kept]]);
  },
  registries: (files, { defaultRegistry }) => {
    const { registry, scopes } = readBunfig(files.get('bunfig.toml') ?? '');
    return hostPorts([registry ?? defaultRegistry, ...scopes.values()]);
  },
  accessFiles: bunAccessFiles,
  lockCommand: () => command(['--lockfile-only']),
  frozenCommand: () => command(['--frozen-lockfile']),
  manifestFolders: bunWorkspaces,
  entries: bunEntries,
  openModel: openBunModel,
};

/** A user's settings are looked for in the work folder, where our file of one run lies. */
function command(args: readonly string[]): ToolCommand {
  return {
    args: ['install', ...args, '--ignore-scripts', '--no-progress', '--no-summary', '--linker=hoisted'],
    env: {
      XDG_CONFIG_HOME: '/job',
      BUN_INSTALL_CACHE_DIR: '/tmp/bun-cache',
      BUN_TMPDIR: '/tmp',
      DO_NOT_TRACK: '1',
    },
  };
}
