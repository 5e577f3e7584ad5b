import { fail, ok } from '@maximus/kernel';
import { readGoMod } from '../../edit/go-mod/index.ts';
import { errors } from '../../errors.ts';
import { goProxies } from '../../registries/go/index.ts';
import { readGoProject } from '../../resolver/go/index.ts';
import { createPinnedModel } from '../../resolver/pinned/index.ts';
import { hostPorts } from '../host-port.ts';
import { netrc } from '../netrc.ts';
import type { PackageManager, RegistryAccess, ToolCommand } from '../types.ts';
import { goSources } from './source-files.ts';

const netrcFile = '.maximus-run-netrc';

/** The Go command from 1.17 on: go.mod with go.sum. */
export const go: PackageManager = {
  id: 'go',
  description: 'Go modules: go.mod and go.sum',
  ecosystem: 'Go',
  lockFiles: ['go.mod'],
  manifestFiles: ['go.sum'],
  configFiles: [],
  manifestIsProgram: false,
  detect: () => true,
  pinnedVersion: (files) => {
    const version = readGoMod(files.get('go.mod') ?? '').go;
    return version === undefined ? undefined : { version, exact: false, least: true, from: 'go in go.mod' };
  },
  allowedConfig: () => new Map(),
  registries: (_files, { defaultRegistry }) => hostPorts(goProxies(defaultRegistry)),
  accessFiles: (access) => new Map([[netrcFile, netrc(access)]]),
  inputs: goSources,
  lockCommand: (_files, access) => command(['mod', 'tidy'], '-mod=mod', access),
  lockCommands: (_files, pins, access) => [
    command(['get', ...pins.map(({ name, to }) => `${name}@${to}`)], '-mod=mod', access),
    command(['mod', 'tidy'], '-mod=mod', access),
  ],
  frozenCommand: (_files, access) => command(['list', '-deps', '-test', '-f', '', './...'], '-mod=readonly', access),
  // The tool moves requirements between blocks; where it changes nothing else, the project's own layout stays.
  saysTheSame: (prepared, written) => sayingOf(prepared) === sayingOf(written),
  alsoWritten: ['go.sum'],
  manifestFolders: () => [''],
  entries: (text) => ok(new Map(readGoMod(text).requires.map(({ path, version }) => [path, `${path}@${version}`]))),
  openModel: async ({ project, lockFile, matcher, registry, clock }) => {
    const text = await project.read(lockFile);
    if (!text.ok) return text;
    const folder = lockFile.slice(0, lockFile.lastIndexOf('/') + 1);
    if (await project.exists(`${folder}vendor/modules.txt`)) {
      return fail(errors.lock_unparsed(`${folder}vendor holds copies of the modules, which are not written anew`));
    }
    const { module, go: version } = readGoMod(text.value);
    if (module === undefined || version === undefined || /^1\.(?:\d|1[0-6])(?:\.|$)/.test(version)) {
      return fail(errors.lock_unparsed(`${lockFile} does not name every module: it is of a Go before 1.17`));
    }
    const pinned = readGoProject(lockFile, text.value);
    return ok(createPinnedModel({ project: pinned, source: registry, matcher, now: clock.now() }));
  },
};

/** Everything that a go.mod says, without its layout. */
function sayingOf(text: string): string {
  const { requires, replaces, excludes, retracts, module, go: least } = readGoMod(text);
  const required = requires.map(({ path, version, indirect }) => `${path} ${version} ${indirect}`).sort();
  const replaced = replaces.map((each) => each.text).sort();
  return JSON.stringify([module, least, required, replaced, [...excludes].sort(), retracts]);
}

/** No toolchain but the one that runs, no configuration of the machine, no C compiler, no version control (arena.md §3). */
function command(args: readonly string[], flags: string, access: RegistryAccess | undefined): ToolCommand {
  const sums = access?.settings?.get('GOSUMDB');
  return {
    args,
    env: {
      GOTOOLCHAIN: 'local',
      GOFLAGS: flags,
      CGO_ENABLED: '0',
      GOENV: 'off',
      GOWORK: 'off',
      GOVCS: '*:off',
      GOTELEMETRY: 'off',
      GOPROXY: access === undefined ? 'off' : goProxies(access.defaultRegistry).join(','),
      ...(sums === undefined ? {} : { GOSUMDB: sums }),
      GOPATH: '/tmp/go',
      GOCACHE: '/tmp/go-cache',
      NETRC: `/job/${netrcFile}`,
    },
  };
}
