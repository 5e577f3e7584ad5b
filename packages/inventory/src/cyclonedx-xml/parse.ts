import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { createProblemList, type ProblemList } from '../problem-list/index.ts';
import { type Bom, type BomComponent, documentOfBom, isSupportedBom, supportedBoms } from '../sbom/cyclonedx/index.ts';
import { buildSbom } from '../sbom/index.ts';
import type { ParsedFile, ParseInput } from '../types.ts';
import { attribute, child, children, readXml, textOf, type XmlElement } from '../xml/index.ts';

/**
 * Reads a bill of materials; its version stands in the namespace. Fails with `inventory.malformed`, `too_deep`,
 * `limit_reached` or `unsupported_version`.
 */
export async function parse(input: ParseInput): Promise<Result<ParsedFile>> {
  const xml = readXml(input.path, input.text);
  if (!xml.ok) return xml;
  const root = xml.value;
  const where = { file: input.path, line: root.line };
  const version = specVersion(input.text);
  if (root.name !== 'bom' || version === undefined) {
    return fail(errors.malformed('not a CycloneDX document: the root is no "bom" of its namespace', where));
  }
  if (!isSupportedBom(version)) {
    const shown = version.slice(0, 40);
    return fail(errors.unsupported_version(`CycloneDX ${shown}; ${supportedBoms} are read`, where));
  }
  const problems = createProblemList();
  return ok(buildSbom(documentOfBom(input.path, readBom(input.path, root, problems)), problems));
}

/** `http://cyclonedx.org/schema/bom/1.5`, with or without a prefix; the first one in the file is the root's. */
function specVersion(text: string): string | undefined {
  return /["']https?:\/\/cyclonedx\.org\/schema\/bom\/([^"']{0,40})["']/.exec(text)?.[1];
}

function readBom(path: string, root: XmlElement, problems: ProblemList): Bom {
  const subject = child(child(root, 'metadata'), 'component');
  const [subjectComponent] = subject === undefined ? [] : readComponents(path, [subject], problems);
  return {
    ...(subjectComponent === undefined ? {} : { subject: subjectComponent }),
    components: readComponents(path, componentsIn(root), problems),
    dependencies: children(child(root, 'dependencies'), 'dependency').flatMap((each) => {
      const ref = attribute(each, 'ref');
      const dependsOn = children(each, 'dependency').flatMap((target) => attribute(target, 'ref') ?? []);
      return ref === undefined ? [] : [{ ref, dependsOn }];
    }),
  };
}

/** The schema allows one list; what stands in a second one is not lost for that. */
function componentsIn(element: XmlElement): readonly XmlElement[] {
  return children(element, 'components').flatMap((list) => children(list, 'component'));
}

/** Recursion is bounded by the nesting that `readXml` allows. */
function readComponents(path: string, elements: readonly XmlElement[], problems: ProblemList): BomComponent[] {
  const components: BomComponent[] = [];
  for (const element of elements) {
    const name = textOf(element, 'name');
    if (name === undefined) {
      problems.add('nameless', () => errors.malformed('a component has no name', { file: path, line: element.line }));
    } else components.push(readComponent(path, element, name, problems));
  }
  return components;
}

function readComponent(path: string, element: XmlElement, name: string, problems: ProblemList): BomComponent {
  const ref = attribute(element, 'bom-ref');
  const type = attribute(element, 'type');
  const text = (key: 'group' | 'version' | 'purl' | 'scope') => {
    const value = textOf(element, key);
    return value === undefined ? {} : { [key]: value };
  };
  const [hash] = children(child(element, 'hashes'), 'hash');
  const algorithm = attribute(hash, 'alg');
  return {
    ...(ref === undefined ? {} : { ref }),
    ...(type === undefined ? {} : { type }),
    ...text('group'),
    name,
    ...text('version'),
    ...text('purl'),
    ...text('scope'),
    ...(hash === undefined || algorithm === undefined ? {} : { hash: `${algorithm}:${hash.text.trim()}` }),
    licences: readLicences(child(element, 'licenses')),
    properties: readProperties(child(element, 'properties')),
    line: element.line,
    components: readComponents(path, componentsIn(element), problems),
  };
}

function readLicences(licences: XmlElement | undefined): readonly string[] {
  return (licences?.children ?? []).flatMap((each) => {
    const found = each.name === 'license' ? (textOf(each, 'id') ?? textOf(each, 'name')) : each.text.trim();
    return found === undefined || found === '' ? [] : [found];
  });
}

function readProperties(properties: XmlElement | undefined): ReadonlyMap<string, string> {
  return new Map(
    children(properties, 'property').map((each) => [attribute(each, 'name') ?? '', each.text.trim()] as const),
  );
}
