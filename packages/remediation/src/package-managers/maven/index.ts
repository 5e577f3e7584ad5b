import type { ProjectFiles } from '@maximus/inventory';
import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../../errors.ts';
import { type MavenRepository, readPom } from '../../registries/maven/index.ts';
import type { MetadataSource } from '../../registries/types.ts';
import { mavenProject, type PomFile } from '../../resolver/maven/index.ts';
import { createPinnedModel } from '../../resolver/pinned/index.ts';
import { hostPorts } from '../host-port.ts';
import type { PackageManager, ToolCommand } from '../types.ts';
import { settingsFile, settingsName } from './settings.ts';
import { treeEntries } from './tree-entries.ts';

const treeFile = '.maximus-run-tree.txt';
/** The one plug-in that runs, at a version of ours. */
const plugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1';

/** Maven from 3.6 on: one pom.xml, judged by its dependency tree. */
export const maven: PackageManager = {
  id: 'maven',
  description: 'Maven: pom.xml with properties and managed versions, judged by the dependency tree',
  ecosystem: 'Maven',
  lockFiles: ['pom.xml'],
  manifestFiles: [],
  configFiles: [],
  manifestIsProgram: false,
  detect: () => true,
  pinnedVersion: () => undefined,
  allowedConfig: () => new Map(),
  registries: (_files, { defaultRegistry }) => hostPorts([defaultRegistry]),
  accessFiles: (access) => new Map([[settingsName, settingsFile(access)]]),
  inputs: async (project, folder, files) => {
    const chain = await pomsOf(project, folder, files.get('pom.xml') ?? '');
    if (!chain.ok) return chain;
    const armed = chain.value.find(({ text }) => readPom(text)?.hasExtensions !== false);
    return armed === undefined
      ? ok(new Map())
      : fail(errors.lock_unparsed(`${armed.file} loads build extensions, which are programs`));
  },
  // The file is written by the plan; the tool says what tree comes of it.
  lockCommand: () => command(`${plugin}:tree`, ['-N', `-DoutputFile=/job/${treeFile}`, '-DoutputType=text']),
  frozenCommand: () => command(`${plugin}:copy-dependencies`, ['-N', '-DoutputDirectory=/job/.maximus-site']),
  treeFile,
  manifestFolders: () => [],
  entries: (text) => ok(treeEntries(text)),
  openModel: async ({ project, lockFile, matcher, registry, clock }) => {
    const text = await project.read(lockFile);
    if (!text.ok) return text;
    const folder = lockFile.slice(0, lockFile.lastIndexOf('/') + 1);
    const files = await pomsOf(project, folder, text.value);
    if (!files.ok) return files;
    if (!isRepository(registry)) return fail(errors.lock_unparsed('no Maven repository is at hand'));
    const pinned = await mavenProject(files.value, registry);
    if (!pinned.ok) return pinned;
    return ok(createPinnedModel({ project: pinned.value, source: registry, matcher, now: clock.now() }));
  },
};

function isRepository(source: MetadataSource): source is MavenRepository {
  return 'pomOf' in source;
}

/** The POM alone: one whose parent lies in the project above it is built from there. */
async function pomsOf(project: ProjectFiles, folder: string, text: string): Promise<Result<readonly PomFile[]>> {
  const pom = readPom(text);
  if (pom === undefined) return fail(errors.lock_unparsed(`${folder}pom.xml is no POM`));
  const path = pom.parent?.relativePath ?? '';
  const parts = folder.split('/').filter((each) => each !== '');
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  const file = path.endsWith('.xml') ? parts.join('/') : `${parts.join('/')}/pom.xml`;
  const above = path === '' || file === `${folder}pom.xml` ? undefined : await project.read(file);
  const parent = above?.ok === true ? readPom(above.value) : undefined;
  if (parent !== undefined && parent.artifact === pom.parent?.artifact) {
    return fail(errors.lock_unparsed(`the parent of ${folder}pom.xml is ${file}: its versions are stated there`));
  }
  return ok([{ file: `${folder}pom.xml`, text }]);
}

/** No `.mvn`, no settings of the machine, no goal but the one of the dependency plug-in (arena.md §3). */
function command(goal: string, args: readonly string[]): ToolCommand {
  return {
    args: ['-B', '-q', '-ntp', '-s', `/job/${settingsName}`, '-gs', `/job/${settingsName}`, goal, ...args],
    env: {
      MAVEN_SKIP_RC: '1',
      MAVEN_OPTS: '-Xmx512m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dmaven.repo.local=/tmp/m2 -Duser.home=/tmp',
    },
  };
}
