import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { createProblemList, type ProblemList } from '../problem-list/index.ts';
import { createPurl } from '../purl/index.ts';
import type { Component, ParsedFile, ParseInput } from '../types.ts';
import { attribute, child, children, readXml, type XmlElement } from '../xml/index.ts';

/** Strongest first; `sha1` and `md5` identify an artefact all the same. */
const digests = ['sha512', 'sha256', 'sha1', 'md5'];

/**
 * Reads verification-metadata.xml. A component is listed where Gradle fetched more of it than metadata: a candidate that
 * lost version selection leaves only its `.pom` or `.module`. Modules that are trusted without a checksum are not in the
 * file, which is a problem for each such rule.
 */
export async function parse(input: ParseInput): Promise<Result<ParsedFile>> {
  const root = readXml(input.path, input.text);
  if (!root.ok) return fail(root.error);
  if (root.value.name !== 'verification-metadata') {
    const said = `the root element is <${root.value.name.slice(0, 40)}>, not <verification-metadata>`;
    return fail(errors.malformed(said, { file: input.path, line: root.value.line }));
  }
  const problems = createProblemList();
  const components = new Map<string, Component>();
  for (const element of children(child(root.value, 'components'), 'component')) {
    const component = componentOf(element);
    if (component === undefined) {
      const where = { file: input.path, line: element.line };
      problems.add('component', () => errors.malformed('a component without group, name or version', where));
    } else if (component !== 'metadata' && !components.has(component.key)) components.set(component.key, component);
  }
  addTrusted(root.value, input.path, problems);
  return ok({ components: [...components.values()], roots: [], problems: problems.list() });
}

function componentOf(element: XmlElement): Component | 'metadata' | undefined {
  const group = attribute(element, 'group');
  const artifact = attribute(element, 'name');
  const version = attribute(element, 'version');
  if (group === undefined || artifact === undefined || version === undefined) return undefined;
  const code = children(element, 'artifact').find((each) => !isMetadata(attribute(each, 'name') ?? ''));
  if (code === undefined) return 'metadata';
  const name = `${group}:${artifact}`;
  const integrity = digestOf(code);
  return {
    key: `${name}:${version}`,
    ecosystem: 'Maven',
    name,
    version,
    purl: createPurl('Maven', name, version),
    scope: 'unknown',
    direct: false,
    line: element.line,
    ...(integrity === undefined ? {} : { integrity }),
    dependsOn: [],
  };
}

function isMetadata(file: string): boolean {
  return file.endsWith('.pom') || file.endsWith('.module');
}

function digestOf(artifact: XmlElement): string | undefined {
  for (const kind of digests) {
    const value = attribute(child(artifact, kind), 'value');
    if (value !== undefined) return `${kind}:${value}`;
  }
  return undefined;
}

/** A rule about file names only (sources, documentation) hides no module; any other may. */
function addTrusted(root: XmlElement, path: string, problems: ProblemList): void {
  const trusted = child(child(root, 'configuration'), 'trusted-artifacts');
  for (const rule of children(trusted, 'trust')) {
    if (attribute(rule, 'file') !== undefined) continue;
    const what = ['group', 'name', 'version'].flatMap((key) => attribute(rule, key) ?? []).join(':');
    const said = `modules of ${what.slice(0, 100)} are trusted without a checksum and not listed`;
    problems.add('trust', () => errors.unresolved(said, { file: path, line: rule.line }));
  }
}
