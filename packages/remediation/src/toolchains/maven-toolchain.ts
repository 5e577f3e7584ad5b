import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InstalledTool } from '../package-managers/types.ts';
import { createMavenRepository, httpGet } from '../registries/index.ts';
import { ask, complaintOf, onPath } from './find-tool.ts';
import { mayAsk } from './may-ask.ts';
import { nothing } from './nothing.ts';
import { openOnce } from './open-once.ts';
import type { Toolchain, ToolchainInput } from './types.ts';

const keep = /^(?:JAVA_HOME|MAVEN_(?:HOME|OPTS|ARGS))$/;
/** What a Maven of the system has outside of `/usr`. */
const systemSettings = '/etc/maven';

/** Maven, with the repository that it takes what has no other one from. */
export async function mavenToolchain(input: ToolchainInput): Promise<Toolchain> {
  const program = onPath('mvn', input);
  const named = input.registries?.get('Maven');
  if (program === undefined && named === undefined)
    return nothing('mvn, whose settings name the repository, is not on PATH');
  const tool = program === undefined ? undefined : await toolOf(program, input);
  const repository = program === undefined || named !== undefined ? named : await repositoryOf(program, input);
  if (repository === undefined) return nothing('mvn does not tell its repository');
  const isAsked = mayAsk([repository, ...(input.allowed ?? [])]);
  return {
    tools: new Map(tool === undefined ? [] : [['maven', [tool]]]),
    access: { defaultRegistry: repository, credentials: new Map() },
    openSource: async (_project, _lockFile, opened) =>
      openOnce(opened, 'Maven', () => createMavenRepository({ repository, mayAsk: isAsked, get: httpGet })),
  };
}

/** Maven and the Java that it runs on; what of them lies outside of the system is brought along. */
async function toolOf(program: string, input: ToolchainInput): Promise<InstalledTool | undefined> {
  const said = (await ask(program, ['-B', '--version'], { keep }, input)) ?? '';
  const version = /Apache Maven (\d+(?:\.\d+)+)/.exec(said)?.[1];
  if (version === undefined) return undefined;
  const homes = [/^Maven home: (\/.+?)\s*$/m, /\bruntime: (\/.+?)\s*$/m].map((each) => each.exec(said)?.[1]);
  const [home, java] = homes.map((each) => (each !== undefined && existsSync(each) ? realpathSync(each) : undefined));
  const starter = home !== undefined && existsSync(`${home}/bin/mvn`) ? `${home}/bin/mvn` : program;
  const own = [home, java].filter((each) => each !== undefined && !each.startsWith('/usr/'));
  const mounts = [...own, ...(existsSync(systemSettings) ? [systemSettings] : [])];
  return {
    version,
    argv: java === undefined ? [starter] : ['/usr/bin/env', `JAVA_HOME=${java}`, starter],
    mounts: mounts.flatMap((each) => (each === undefined ? [] : [{ from: each, at: each }])),
  };
}

/**
 * Where Maven would ask, mirrors and profiles of its settings included. Only a plug-in says so, which would have to be fetched;
 * but offline Maven names the repository that it may not ask for a parent that nobody has.
 */
async function repositoryOf(program: string, input: ToolchainInput): Promise<string | undefined> {
  const cwd = mkdtempSync(join(input.emptyFolder, 'pom-'));
  try {
    const parent =
      '<groupId>maximus.no</groupId><artifactId>such-parent</artifactId><version>1</version><relativePath/>';
    const text = `<project><modelVersion>4.0.0</modelVersion><parent>${parent}</parent><artifactId>a</artifactId></project>\n`;
    writeFileSync(join(cwd, 'pom.xml'), text);
    const said = await complaintOf(program, ['-o', '-B', '-N', 'validate'], { keep, cwd }, input);
    const address = /Cannot access \S{1,200} \((https?:\/\/[^)\s]{1,1000})\) in offline mode/.exec(said)?.[1];
    return address !== undefined && URL.canParse(address) ? address : undefined;
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}
