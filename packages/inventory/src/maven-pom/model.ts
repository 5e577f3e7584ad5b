import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { child, children, readXml, textOf, type XmlElement } from '../xml/index.ts';

/** A dependency as one pom.xml writes it; nothing interpolated. */
export interface PomDependency {
  readonly groupId: string;
  readonly artifactId: string;
  readonly version?: string;
  readonly scope?: string;
  /** `jar` where absent. */
  readonly type: string;
  readonly classifier?: string;
  readonly optional?: string;
  /** The pom.xml that has the entry. */
  readonly file: string;
  readonly line: number;
}

/** What a project or one of its profiles brings. */
export interface PomLayer {
  readonly properties: ReadonlyMap<string, string>;
  readonly managed: readonly PomDependency[];
  readonly dependencies: readonly PomDependency[];
  readonly modules: readonly { readonly folder: string; readonly line: number }[];
}

/** A profile; which are active is decided when the build starts. */
export interface PomProfile extends PomLayer {
  readonly id: string;
  readonly activeByDefault: boolean;
}

/** The coordinates of a parent and where it may be. */
export interface PomParent {
  readonly groupId: string;
  readonly artifactId: string;
  readonly version: string;
  /** `../pom.xml` unless written; empty where the file says that it is not in the tree. */
  readonly relativePath: string;
  readonly line: number;
}

/** One pom.xml as written. */
export interface PomModel extends PomLayer {
  readonly path: string;
  readonly groupId?: string;
  readonly artifactId: string;
  readonly version?: string;
  readonly parent?: PomParent;
  readonly profiles: readonly PomProfile[];
  /** Line of `<project>`. */
  readonly line: number;
}

/** Reads a pom.xml. Fails with `inventory.malformed` or `too_deep`. Elements: Maven's POM Reference, model 4.0.0 and 4.1.0. */
export function readModel(path: string, text: string): Result<PomModel> {
  const root = readXml(path, text);
  if (!root.ok) return fail(root.error);
  const project = root.value;
  if (project.name !== 'project') {
    return fail(
      errors.malformed(`the root element is <${project.name.slice(0, 40)}>, not <project>`, {
        file: path,
        line: project.line,
      }),
    );
  }
  const twice = repeated([project, ...children(child(project, 'profiles'), 'profile')]);
  if (twice !== undefined) {
    const said = `<${twice.name.slice(0, 40)}> is there twice, which Maven refuses`;
    return fail(errors.malformed(said, { file: path, line: twice.line }));
  }
  const groupId = textOf(project, 'groupId');
  const version = textOf(project, 'version');
  const parent = child(project, 'parent');
  return ok({
    path,
    artifactId: textOf(project, 'artifactId') ?? '',
    line: project.line,
    ...layerOf(project, path),
    profiles: children(child(project, 'profiles'), 'profile').map((profile) => profileOf(profile, path)),
    ...(groupId === undefined ? {} : { groupId }),
    ...(version === undefined ? {} : { version }),
    ...(parent === undefined ? {} : { parent: parentOf(parent) }),
  });
}

/** A second element of a kind that Maven takes once; only the first would be read. */
function repeated(layers: readonly XmlElement[]): XmlElement | undefined {
  for (const layer of layers) {
    const management = child(layer, 'dependencyManagement');
    for (const element of [layer, ...(management === undefined ? [] : [management])]) {
      const names = new Set<string>();
      for (const each of element.children) {
        if (names.has(each.name) && each.name !== 'profile') return each;
        names.add(each.name);
      }
    }
  }
  return undefined;
}

function layerOf(element: XmlElement, path: string): PomLayer {
  const properties = new Map<string, string>();
  for (const property of child(element, 'properties')?.children ?? [])
    properties.set(property.name, property.text.trim());
  const managed = child(child(element, 'dependencyManagement'), 'dependencies');
  const modules = [
    ...children(child(element, 'modules'), 'module'),
    // Model 4.1.0 of Maven 4 calls them subprojects.
    ...children(child(element, 'subprojects'), 'subproject'),
  ];
  return {
    properties,
    managed: children(managed, 'dependency').map((entry) => dependencyOf(entry, path)),
    dependencies: children(child(element, 'dependencies'), 'dependency').map((entry) => dependencyOf(entry, path)),
    modules: modules.map(({ text, line }) => ({ folder: text.trim(), line })),
  };
}

function dependencyOf(entry: XmlElement, file: string): PomDependency {
  const optionalFields = ['version', 'scope', 'classifier', 'optional'] as const;
  const fields: { -readonly [K in (typeof optionalFields)[number]]?: string } = {};
  for (const field of optionalFields) {
    const text = textOf(entry, field);
    if (text !== undefined) fields[field] = text;
  }
  return {
    groupId: textOf(entry, 'groupId') ?? '',
    artifactId: textOf(entry, 'artifactId') ?? '',
    type: textOf(entry, 'type') ?? 'jar',
    ...fields,
    file,
    line: entry.line,
  };
}

function profileOf(element: XmlElement, path: string): PomProfile {
  return {
    id: textOf(element, 'id') ?? 'default',
    activeByDefault: textOf(child(element, 'activation'), 'activeByDefault') === 'true',
    ...layerOf(element, path),
  };
}

function parentOf(element: XmlElement): PomParent {
  const relativePath = child(element, 'relativePath');
  return {
    groupId: textOf(element, 'groupId') ?? '',
    artifactId: textOf(element, 'artifactId') ?? '',
    version: textOf(element, 'version') ?? '',
    relativePath: relativePath === undefined ? '../pom.xml' : relativePath.text.trim(),
    line: element.line,
  };
}
