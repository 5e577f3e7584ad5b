import { allowedNpmrc, readNpmrc } from '../../registries/npm/index.ts';
import { hostPorts } from '../host-port.ts';
import { npmAccessFiles, npmUserEnvironment } from '../npm/access-file.ts';
import { pinnedByField } from '../package-manager-field.ts';
import type { ManagerFiles, PackageManager, ToolCommand } from '../types.ts';
import { yarnEntries } from './lock-entries.ts';
import { openYarnModel, workspaceManifests } from './open-model.ts';
import { yarnrcRegistry } from './yarnrc.ts';

/** Yarn 1: yarn.lock with its own header. */
export const yarn: PackageManager = {
  id: 'yarn',
  description: 'Yarn 1: yarn.lock',
  ecosystem: 'npm',
  lockFiles: ['yarn.lock'],
  manifestFiles: ['package.json'],
  configFiles: ['.npmrc', '.yarnrc'],
  manifestIsProgram: false,
  detect: (_lockFile, head) => !head.includes('__metadata:'),
  pinnedVersion: (files) => pinnedByField(files, 'yarn'),
  allowedConfig: (files) => {
    const npmrc = allowedNpmrc(files.get('.npmrc') ?? '');
    const registry = yarnrcRegistry(files.get('.yarnrc') ?? '');
    return new Map([
      ...(npmrc === '' ? [] : [['.npmrc', npmrc] as const]),
      ...(registry === undefined ? [] : [['.yarnrc', `registry "${registry}"\n`] as const]),
    ]);
  },
  registries: (files, { defaultRegistry }) => hostPorts([...addressesOf(files), defaultRegistry]),
  accessFiles: npmAccessFiles,
  // It knows no lock-only run: scripts off, and the folder of packages goes with the run.
  lockCommand: () => command([]),
  frozenCommand: () => command(['--frozen-lockfile']),
  manifestFolders: () => [''],
  inputs: (project, folder, files) => workspaceManifests(project, folder, files.get('package.json') ?? ''),
  entries: yarnEntries,
  openModel: openYarnModel,
};

function addressesOf(files: ManagerFiles): readonly string[] {
  const { registry, scopes } = readNpmrc(files.get('.npmrc') ?? '');
  return [yarnrcRegistry(files.get('.yarnrc') ?? ''), registry, ...scopes.values()].filter(
    (each) => each !== undefined,
  );
}

function command(args: readonly string[]): ToolCommand {
  return {
    args: [
      'install',
      ...args,
      '--ignore-scripts',
      '--non-interactive',
      '--no-progress',
      '--cache-folder=/tmp/yarn-cache',
    ],
    env: { ...npmUserEnvironment, YARN_IGNORE_PATH: '1' },
  };
}
