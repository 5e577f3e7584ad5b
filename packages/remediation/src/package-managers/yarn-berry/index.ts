import { hostPorts } from '../host-port.ts';
import { pinnedByField } from '../package-manager-field.ts';
import type { ManagerFiles, PackageManager, PinnedVersion, ToolCommand } from '../types.ts';
import { yarnEntries } from '../yarn/lock-entries.ts';
import { openYarnModel, workspaceManifests } from '../yarn/open-model.ts';
import { allowedYarnrcYml, berryAccessFiles, readYarnrcYml, runFile } from './rc-file.ts';

/** Yarn from 2 on: yarn.lock with `__metadata`. */
export const yarnBerry: PackageManager = {
  id: 'yarn-berry',
  description: 'Yarn from 2 on: yarn.lock with __metadata',
  ecosystem: 'npm',
  lockFiles: ['yarn.lock'],
  manifestFiles: ['package.json'],
  configFiles: ['.yarnrc.yml'],
  manifestIsProgram: false,
  detect: (_lockFile, head) => head.includes('__metadata:'),
  pinnedVersion: (files) => pinnedByField(files, 'yarn') ?? pinnedByPath(files),
  allowedConfig: (files) => {
    const kept = allowedYarnrcYml(files.get('.yarnrc.yml') ?? '');
    return new Map(kept === '' ? [] : [['.yarnrc.yml', kept]]);
  },
  registries: (files, { defaultRegistry }) => {
    const { registry, scopes } = readYarnrcYml(files.get('.yarnrc.yml') ?? '');
    return hostPorts([registry ?? defaultRegistry, ...scopes.values()]);
  },
  accessFiles: berryAccessFiles,
  lockCommand: (files) => command(['--mode=update-lockfile'], files, { YARN_ENABLE_IMMUTABLE_INSTALLS: 'false' }),
  frozenCommand: (files) => command(['--immutable', '--mode=skip-build'], files, {}),
  manifestFolders: workspaceFolders,
  inputs: (project, folder, files) => workspaceManifests(project, folder, files.get('package.json') ?? ''),
  entries: yarnEntries,
  openModel: openYarnModel,
};

/** Settings come from the environment before every file, so that no configuration of a project has a say in them. */
function command(args: readonly string[], files: ManagerFiles, more: Readonly<Record<string, string>>): ToolCommand {
  const { nodeLinker } = readYarnrcYml(files.get('.yarnrc.yml') ?? '');
  return {
    args: ['install', ...args],
    env: {
      YARN_RC_FILENAME: runFile,
      YARN_IGNORE_PATH: '1',
      YARN_ENABLE_SCRIPTS: 'false',
      YARN_ENABLE_TELEMETRY: 'false',
      YARN_ENABLE_HARDENED_MODE: 'false',
      YARN_ENABLE_GLOBAL_CACHE: 'false',
      YARN_CACHE_FOLDER: '/tmp/yarn-cache',
      YARN_GLOBAL_FOLDER: '/tmp/yarn-global',
      YARN_INSTALL_STATE_PATH: '/tmp/yarn-install-state.gz',
      YARN_COMPRESSION_LEVEL: compressionOf(files.get('yarn.lock') ?? ''),
      YARN_HTTP_PROXY: 'http://127.0.0.1:3128',
      YARN_HTTPS_PROXY: 'http://127.0.0.1:3128',
      ...(nodeLinker === undefined ? {} : { YARN_NODE_LINKER: nodeLinker }),
      ...more,
    },
  };
}

/** Digests are over archives of one compression: the lock file says which. */
function compressionOf(lockText: string): string {
  const key = /^ {2}cacheKey: "?(\d+)(?:c(\d))?"?$/m.exec(lockText.slice(0, 4_096));
  return key?.[2] ?? (key === null || key[1] === '10' ? '0' : 'mixed');
}

/** A release that the project carries along names its version; it is never run. */
function pinnedByPath(files: ManagerFiles): PinnedVersion | undefined {
  const found = /^yarnPath:.*[/\\]yarn-(\d+\.\d+\.\d+)\.[cm]?js["']?\s*$/m.exec(files.get('.yarnrc.yml') ?? '');
  return found?.[1] === undefined ? undefined : { version: found[1], exact: true, from: 'yarnPath in .yarnrc.yml' };
}

function workspaceFolders(lockText: string): readonly string[] {
  const folders = [...lockText.matchAll(/^ {2}resolution: "[^"\n]{1,300}@workspace:([^"\n]{1,1000})"$/gm)].map(
    ([, folder = '']) => folder,
  );
  const inside = folders.filter((each) => each !== '.' && !each.startsWith('/') && !each.split('/').includes('..'));
  return [...new Set(['', ...inside])];
}
