import { fail, ok, type Result } from '@maximus/kernel';
import { impliedRoots } from '../dependency-graph/index.ts';
import { errors } from '../errors.ts';
import { releaseOfTree } from '../os-release/index.ts';
import { createProblemList } from '../problem-list/index.ts';
import { createPurl } from '../purl/index.ts';
import { inFolder } from '../tree-path.ts';
import type { Component, Edge, ParsedFile, ParseInput } from '../types.ts';
import { type ApkRecord, readDependency, records } from './records.ts';

/**
 * Reads the installed packages. A component is an installed package; its name is that of its origin, by which advisories
 * are kept. etc/apk/world tells what is direct. Without a known release there is a problem and the ecosystem has no
 * suffix. Fails with `inventory.malformed` where the text is no database.
 */
export async function parse(input: ParseInput): Promise<Result<ParsedFile>> {
  const problems = createProblemList();
  const root = input.path.slice(0, Math.max(0, input.path.lastIndexOf('lib/apk/db/installed') - 1));
  const { ecosystem } = await releaseOfTree(input, root, problems);
  const found: ApkRecord[] = [];
  let seen = 0;
  for (const record of records(input.text)) {
    seen++;
    if (record.name !== undefined) found.push(record);
    else {
      const where = { file: input.path, line: record.line };
      problems.add('record', () => errors.malformed('an installed package has no name or no version', where));
    }
  }
  if (seen === 0 && input.text.trim() !== '') {
    return fail(errors.malformed('not a database of apk', { file: input.path, line: 1 }));
  }
  const components = componentsOf(found, ecosystem ?? 'Alpine');
  const world = await readWorld(input, root);
  return ok(
    world === undefined
      ? { ...impliedRoots(components.all), problems: problems.list() }
      : { ...worldRoots(components, world), problems: problems.list() },
  );
}

interface Graph {
  readonly all: readonly Component[];
  /** Key of what is installed for a name, a library (`so:`), a command (`cmd:`) or a virtual package. */
  readonly providers: ReadonlyMap<string, string>;
}

function componentsOf(found: readonly ApkRecord[], ecosystem: string): Graph {
  const used = new Map<string, number>();
  const keys = found.map(({ name }) => {
    const count = (used.get(name) ?? 0) + 1;
    used.set(name, count);
    return count === 1 ? name : `${name}#${count}`;
  });
  const providers = new Map<string, string>();
  const provide = (name: string, key: string | undefined) => {
    if (key !== undefined && name !== '' && !providers.has(name)) providers.set(name, key);
  };
  for (const [index, record] of found.entries()) provide(record.name, keys[index]);
  for (const [index, record] of found.entries()) {
    for (const word of record.provides) provide(readDependency(word).name, keys[index]);
  }
  const all = found.map((record, index): Component => {
    const key = keys[index] ?? '';
    const { name, version, architecture, origin, checksum, licence } = record;
    return {
      key,
      ecosystem,
      name: origin ?? name,
      version,
      purl: createPurl(ecosystem, name, version, {
        ...(architecture === undefined ? {} : { arch: architecture }),
        ...(origin === undefined || origin === name ? {} : { upstream: origin }),
      }),
      scope: 'prod',
      direct: false,
      line: record.line,
      ...(checksum === undefined ? {} : { integrity: checksum }),
      ...(licence === undefined ? {} : { licences: [licence] }),
      dependsOn: edgesOf(record, key, providers),
    };
  });
  return { all, providers };
}

function edgesOf(record: ApkRecord, key: string, providers: ReadonlyMap<string, string>): readonly Edge[] {
  const edges = new Map<string, Edge>();
  for (const word of record.depends) {
    const { name, requested } = readDependency(word);
    const to = providers.get(name);
    if (to === undefined || to === key || edges.has(to)) continue;
    // A range on a library or command is one of the provider's own numbering, not of the package.
    const ofPackage = requested !== undefined && !name.includes(':');
    edges.set(to, ofPackage ? { to, requested } : { to });
  }
  return [...edges.values()];
}

async function readWorld(input: ParseInput, root: string): Promise<readonly string[] | undefined> {
  const path = inFolder(root, 'etc/apk/world');
  if (!(await input.files.exists(path))) return undefined;
  const text = await input.files.read(path);
  return text.ok ? text.value.split(/\s+/).filter((word) => word !== '') : undefined;
}

function worldRoots({ all, providers }: Graph, world: readonly string[]) {
  const requested = new Map<string, string | undefined>();
  for (const word of world) {
    const dependency = readDependency(word);
    const key = providers.get(dependency.name);
    if (key !== undefined) requested.set(key, dependency.requested);
  }
  const components = all.map((each): Component => {
    if (!requested.has(each.key)) return each;
    const range = requested.get(each.key);
    return { ...each, direct: true, ...(range === undefined ? {} : { requested: range }) };
  });
  return { components, roots: components.filter((each) => each.direct).map((each) => each.key) };
}
