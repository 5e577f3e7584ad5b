import { allowedNpmrc, readNpmrc } from '../../registries/npm/index.ts';
import { hostPorts } from '../host-port.ts';
import { pinnedByField } from '../package-manager-field.ts';
import type { PackageManager, ToolCommand } from '../types.ts';
import { npmAccessFiles, npmUserEnvironment } from './access-file.ts';
import { npmElsewhere } from './elsewhere.ts';
import { lockEntries, manifestFolders } from './lock-entries.ts';
import { openNpmModel } from './open-model.ts';

/** npm from 7 on: package-lock.json and npm-shrinkwrap.json of version 2 or 3. */
export const npm: PackageManager = {
  id: 'npm',
  description: 'npm: package-lock.json and npm-shrinkwrap.json, lock file versions 2 and 3',
  ecosystem: 'npm',
  lockFiles: ['npm-shrinkwrap.json', 'package-lock.json'],
  manifestFiles: ['package.json'],
  configFiles: ['.npmrc'],
  manifestIsProgram: false,
  detect: (_lockFile, head) => head.trimStart().startsWith('{'),
  pinnedVersion: (files) => pinnedByField(files, 'npm'),
  allowedConfig: (files) => {
    const kept = allowedNpmrc(files.get('.npmrc') ?? '');
    return new Map(kept === '' ? [] : [['.npmrc', kept]]);
  },
  registries: (files, { defaultRegistry }) => {
    const { registry, scopes } = readNpmrc(files.get('.npmrc') ?? '');
    return hostPorts([registry ?? defaultRegistry, ...scopes.values()]);
  },
  accessFiles: npmAccessFiles,
  lockCommand: (files) => command(['install', '--package-lock-only', ...keptForm(files)]),
  frozenCommand: (files) => command(['ci', ...keptForm(files)]),
  elsewhere: npmElsewhere((files) => command(['ci', '--dry-run', ...keptForm(files)])),
  manifestFolders,
  entries: lockEntries,
  openModel: openNpmModel,
};

/** A lock file that does not name archives stays one that does not. */
function keptForm(files: ReadonlyMap<string, string>): readonly string[] {
  const lock = files.get('package-lock.json') ?? files.get('npm-shrinkwrap.json') ?? '';
  return /"resolved":\s*"https?:/.test(lock) ? [] : ['--omit-lockfile-registry-resolved'];
}

/** Flags go before every file, so that no configuration of a project has a say in them. */
function command(args: readonly string[]): ToolCommand {
  return {
    args: [
      ...args,
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--no-update-notifier',
      '--git=/bin/false',
      '--script-shell=/bin/false',
      '--node-options=',
      '--loglevel=error',
      '--fetch-retries=1',
    ],
    env: npmUserEnvironment,
  };
}
