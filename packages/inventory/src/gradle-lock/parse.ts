import { posix } from 'node:path';
import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { createProblemList } from '../problem-list/index.ts';
import { createPurl } from '../purl/index.ts';
import type { Component, ParsedFile, ParseInput } from '../types.ts';
import { projectFolder, type Requests, readRequests } from './build-script.ts';
import { scopeOfConfigurations } from './configurations.ts';
import { type LockKind, lockKind } from './detect.ts';

/** One `group:artifact:version[=configurations]` line. */
interface LockLine {
  readonly group: string;
  readonly artifact: string;
  readonly version: string;
  readonly configurations: readonly string[];
}

/**
 * Reads a Gradle lock file. It has no graph; a component is direct where a build script beside it names it. A line that is
 * no module is a problem with its line; a file without any usable line fails.
 */
export async function parse(input: ParseInput): Promise<Result<ParsedFile>> {
  const kind = lockKind(input.path) ?? 'project';
  const requests = await readRequests(input.files, projectFolder(input.path, kind === 'one-configuration'));
  const problems = createProblemList();
  const components = new Map<string, Component>();
  let ended = kind === 'one-configuration';
  let bad = 0;
  for (const [at, raw] of input.text.split('\n').entries()) {
    const text = raw.trim();
    if (text === '' || text.startsWith('#')) continue;
    if (text.startsWith('empty=')) {
      ended = true;
      continue;
    }
    const line = readLine(text, kind, input.path);
    if (line !== undefined) {
      const component = componentOf(line, kind, requests, at + 1);
      if (!components.has(component.key)) components.set(component.key, component);
    } else {
      bad++;
      const said = `"${text.slice(0, 80)}" is not "group:artifact:version=configurations"`;
      problems.add('line', () => errors.malformed(said, { file: input.path, line: at + 1 }));
    }
  }
  const first = problems.list()[0];
  if (components.size === 0 && bad > 0 && first !== undefined) return fail(first.error);
  if (!ended) {
    const said = 'the line "empty=" that ends every lock file is missing: the file may be cut short';
    problems.add('end', () => errors.malformed(said, { file: input.path, line: lineCount(input.text) }));
  }
  const list = [...components.values()];
  const roots = list.filter(({ direct }) => direct).map(({ key }) => key);
  return ok({ components: list, roots, problems: problems.list() });
}

function readLine(text: string, kind: LockKind, path: string): LockLine | undefined {
  const equals = text.indexOf('=');
  const coordinates = (equals === -1 ? text : text.slice(0, equals)).split(':');
  const [group = '', artifact = '', version = ''] = coordinates;
  if (coordinates.length !== 3 || group === '' || artifact === '' || version === '') return undefined;
  if (kind === 'one-configuration') {
    return { group, artifact, version, configurations: [posix.basename(path, '.lockfile')] };
  }
  if (equals === -1) return undefined;
  return { group, artifact, version, configurations: text.slice(equals + 1).split(',') };
}

function componentOf(line: LockLine, kind: LockKind, requests: Requests, at: number): Component {
  const name = `${line.group}:${line.artifact}`;
  // A plug-in is asked for by its id and resolved through a marker artifact of that group.
  const asked = line.artifact === `${line.group}.gradle.plugin` ? line.group : name;
  const requested = requests.get(asked);
  return {
    key: `${name}:${line.version}`,
    ecosystem: 'Maven',
    name,
    version: line.version,
    purl: createPurl('Maven', name, line.version),
    scope: isBuildScript(line, kind) ? 'dev' : scopeOfConfigurations(line.configurations),
    direct: requests.has(asked),
    ...(requested === undefined ? {} : { requested }),
    line: at,
    dependsOn: [],
  };
}

function isBuildScript({ configurations }: LockLine, kind: LockKind): boolean {
  return kind === 'build-script' || (configurations[0] ?? '').startsWith('buildscript-');
}

function lineCount(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0) || 1;
}
