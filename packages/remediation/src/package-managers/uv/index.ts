import { fail, ok, type Result } from '@maximus/kernel';
import { isRecord } from '../../edit/json/index.ts';
import { parseTomlTable, tableIn } from '../../edit/toml/index.ts';
import { errors } from '../../errors.ts';
import { createPinnedModel } from '../../resolver/pinned/index.ts';
import { pythonLockProject } from '../../resolver/python/index.ts';
import { hostPorts } from '../host-port.ts';
import { memberFolders, pythonLockEntries } from '../python-lock.ts';
import { pythonAccessFiles } from '../python-run.ts';
import type { ManagerFiles, PackageManager, RegistryAccess, ToolCommand } from '../types.ts';
import { uvConfig, uvIndexes } from './uv-config.ts';

/** uv: uv.lock of version 1. */
export const uv: PackageManager = {
  id: 'uv',
  description: 'uv: uv.lock with the pyproject.toml of every workspace member',
  ecosystem: 'PyPI',
  lockFiles: ['uv.lock'],
  manifestFiles: ['pyproject.toml'],
  configFiles: ['uv.toml'],
  manifestIsProgram: false,
  detect: (_lockFile, head) => /^version\s*=\s*1\s*$/m.test(head),
  pinnedVersion: () => undefined,
  allowedConfig: (files) => {
    const kept = uvConfig(files.get('uv.toml') ?? '');
    return new Map(kept === '' ? [] : [['uv.toml', kept]]);
  },
  registries: (files, { defaultRegistry }) => {
    const { indexes, hasDefault } = uvIndexes(files);
    return hostPorts([...indexes, ...(hasDefault ? [] : [defaultRegistry])]);
  },
  accessFiles: pythonAccessFiles,
  inputs: async (_project, _folder, files) => harmless(files),
  lockCommand: (files, access) => command(files, ['lock'], access),
  lockCommands: (files, pins, access) => [
    command(files, ['lock', ...pins.flatMap(({ name, to }) => ['--upgrade-package', `${name}==${to}`])], access),
  ],
  frozenCommand: (files, access) => command(files, ['sync', '--locked', '--no-install-project'], access),
  manifestFolders: memberFolders,
  entries: pythonLockEntries,
  openModel: async ({ project, lockFile, matcher, registry, clock }) => {
    const lockText = await project.read(lockFile);
    if (!lockText.ok) return lockText;
    const folder = lockFile.slice(0, lockFile.lastIndexOf('/') + 1);
    const manifests = new Map<string, string>();
    for (const member of memberFolders(lockText.value)) {
      const file = `${folder}${member === '' ? '' : `${member}/`}pyproject.toml`;
      const text = await project.read(file);
      if (!text.ok) return fail(errors.lock_unparsed(`the lock file speaks of ${file}, which cannot be read`));
      manifests.set(file, text.value);
    }
    const requiresPython = parseTomlTable(lockText.value)?.['requires-python'];
    const pinned = pythonLockProject({
      lockFile,
      lockText: lockText.value,
      manifests,
      preparesLock: false,
      ...(typeof requiresPython === 'string' ? { requiresPython } : {}),
    });
    if (!pinned.ok) return pinned;
    return ok(createPinnedModel({ project: pinned.value, source: registry, matcher, now: clock.now() }));
  },
};

/** Refuses metadata and sources that would be built, or come from elsewhere than an index. */
function harmless(files: ManagerFiles): Result<ManagerFiles> {
  for (const [file, text] of files) {
    if (!file.endsWith('pyproject.toml')) continue;
    const { dynamic } = tableIn(parseTomlTable(text), 'project');
    if (Array.isArray(dynamic) && dynamic.length > 0) {
      return fail(errors.lock_unparsed(`${file} lets a build say what the project is, which is not run`));
    }
    for (const [name, source] of Object.entries(tableIn(parseTomlTable(text), 'tool', 'uv', 'sources'))) {
      const list = (Array.isArray(source) ? source : [source]).filter(isRecord);
      if (list.some((each) => ['git', 'url', 'path'].some((key) => key in each))) {
        return fail(errors.lock_unparsed(`${file} takes ${name.slice(0, 80)} from no index, which is not followed`));
      }
    }
  }
  return ok(new Map());
}

/** Nothing is built, no interpreter fetched, no helper asked for passwords (arena.md §3). */
function command(files: ManagerFiles, args: readonly string[], access: RegistryAccess | undefined): ToolCommand {
  const { hasDefault } = uvIndexes(files);
  return {
    args: [...args, '--no-build', '--no-progress', '--no-python-downloads'],
    env: {
      UV_NO_BUILD: '1',
      UV_PYTHON_DOWNLOADS: 'never',
      UV_PYTHON_PREFERENCE: 'only-system',
      UV_KEYRING_PROVIDER: 'disabled',
      // The certificates that the machine trusts, under the names of newer and older releases.
      UV_SYSTEM_CERTS: '1',
      UV_NATIVE_TLS: '1',
      UV_CACHE_DIR: '/tmp/uv-cache',
      UV_LINK_MODE: 'copy',
      NETRC: '/job/.maximus-run-netrc',
      ...(hasDefault || access === undefined ? {} : { UV_DEFAULT_INDEX: access.defaultRegistry }),
    },
  };
}
