import { fail, ok } from '@maximus/kernel';
import { stringify } from 'smol-toml';
import { isRecord } from '../../edit/json/index.ts';
import { parseTomlTable } from '../../edit/toml/index.ts';
import { errors } from '../../errors.ts';
import { sparseAddress } from '../../registries/cargo/index.ts';
import { cargoProject } from '../../resolver/cargo/index.ts';
import { createPinnedModel } from '../../resolver/pinned/index.ts';
import { hostPorts } from '../host-port.ts';
import type { ManagerFiles, PackageManager, RegistryAccess, ToolCommand } from '../types.ts';
import { targetFiles, workspaceManifests } from './workspace-files.ts';

const home = '.maximus-run-cargo';

/** cargo: Cargo.lock of version 3 and 4. */
export const cargo: PackageManager = {
  id: 'cargo',
  description: 'cargo: Cargo.lock with every Cargo.toml of its workspace',
  ecosystem: 'crates.io',
  lockFiles: ['Cargo.lock'],
  manifestFiles: ['Cargo.toml'],
  configFiles: [],
  manifestIsProgram: false,
  detect: (_lockFile, head) => /^version\s*=\s*[34]\s*$/m.test(head),
  // A toolchain file names a channel of another program; the version that is installed is taken as it is.
  pinnedVersion: () => undefined,
  allowedConfig: () => new Map(),
  registries: (_files, { defaultRegistry }) => hostPorts([sparseAddress(defaultRegistry) ?? '']),
  accessFiles,
  inputs: async (project, folder) => {
    const manifests = await workspaceManifests(project, folder);
    return manifests.ok ? ok(new Map([...manifests.value, ...targetFiles(manifests.value)])) : manifests;
  },
  // The pins stand in the prepared lock file, which this keeps but for what does not fit.
  lockCommand: () => command(['update', '--workspace']),
  // As `fetch` it downloads every crate of the lock file and checks its digest; but it asks no compiler, which is not brought along.
  frozenCommand: () => command(['vendor', '--locked', '--respect-source-config', '--versioned-dirs', '/tmp/vendor']),
  manifestFolders: () => [],
  entries: (text) => {
    const list = parseTomlTable(text)?.['package'];
    if (!Array.isArray(list)) return fail(errors.lock_unparsed('the file is no Cargo.lock'));
    const labels = list
      .filter(isRecord)
      .flatMap(({ name, version, source }) =>
        typeof name === 'string' && typeof version === 'string' && source !== undefined ? [`${name}@${version}`] : [],
      );
    return ok(new Map(labels.map((label) => [label, label])));
  },
  openModel: async ({ project, lockFile, matcher, registry, clock }) => {
    const lockText = await project.read(lockFile);
    if (!lockText.ok) return lockText;
    const folder = lockFile.slice(0, lockFile.lastIndexOf('/') + 1);
    const found = await workspaceManifests(project, folder);
    if (!found.ok) return found;
    const manifests = new Map([...found.value].map(([name, text]) => [`${folder}${name}`, text]));
    const pinned = cargoProject({ lockFile, lockText: lockText.value, manifests, registry });
    if (!pinned.ok) return pinned;
    return ok(createPinnedModel({ project: pinned.value, source: registry, matcher, now: clock.now() }));
  },
};

/** A home for the one run: the registry in the place of the default one, and its token. */
function accessFiles({ defaultRegistry, credentials }: RegistryAccess): ManagerFiles {
  const address = sparseAddress(defaultRegistry);
  if (address === undefined) return new Map();
  const token = [...credentials].find(([base]) => sparseAddress(base) === address)?.[1];
  const config = {
    registries: { maximus: { index: `sparse+${address}` } },
    source: { 'crates-io': { 'replace-with': 'maximus' } },
    net: { retry: 1, 'git-fetch-with-cli': false },
    registry: { 'global-credential-providers': ['cargo:token'] },
  };
  const files = new Map([[`${home}/config.toml`, `${stringify(config)}\n`]]);
  if (token !== undefined) {
    files.set(`${home}/credentials.toml`, `${stringify({ registries: { maximus: { token } } })}\n`);
  }
  return files;
}

function command(args: readonly string[]): ToolCommand {
  return {
    args: [...args, '--color', 'never'],
    env: { CARGO_HOME: `/job/${home}`, CARGO_TARGET_DIR: '/tmp/target', CARGO_TERM_PROGRESS_WHEN: 'never' },
  };
}
