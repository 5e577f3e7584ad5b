import { child, children, readXml, textOf, type XmlElement } from '@maximus/inventory';

/** Group, artifact and version of a POM, as written. */
export interface Coordinates {
  readonly group: string;
  readonly artifact: string;
  readonly version: string;
}

/** One dependency, as written. */
export interface PomDependency {
  /** `group:artifact`. */
  readonly name: string;
  readonly version?: string;
  /** Absent where it is not said: then management says it, or it is `compile`. */
  readonly scope?: string;
  readonly type: string;
  readonly optional: boolean;
}

/** What of one POM decides versions; nothing of its parents, nothing interpolated. */
export interface Pom {
  readonly group?: string;
  readonly artifact: string;
  readonly version?: string;
  readonly parent?: Coordinates & { readonly relativePath: string };
  readonly properties: ReadonlyMap<string, string>;
  readonly managed: readonly PomDependency[];
  readonly dependencies: readonly PomDependency[];
  readonly modules: readonly string[];
  /** Build extensions are code that Maven loads before it does anything (POM Reference, "Extensions"). */
  readonly hasExtensions: boolean;
}

const most = 5_000;

/** Reads a POM (Maven's POM Reference); nothing where it is none. Profiles are not in force. */
export function readPom(text: string): Pom | undefined {
  const read = readXml('pom.xml', text);
  if (!read.ok || read.value.name !== 'project') return undefined;
  const project = read.value;
  const parent = child(project, 'parent');
  const { group, version } = { group: textOf(project, 'groupId'), version: textOf(project, 'version') };
  const builds = [project, ...children(child(project, 'profiles'), 'profile')].map((each) => child(each, 'build'));
  return {
    artifact: textOf(project, 'artifactId') ?? '',
    ...(group === undefined ? {} : { group }),
    ...(version === undefined ? {} : { version }),
    ...(parent === undefined ? {} : { parent: { ...coordinatesOf(parent), relativePath: relativePathOf(parent) } }),
    properties: new Map((child(project, 'properties')?.children ?? []).map((each) => [each.name, each.text.trim()])),
    managed: dependenciesOf(child(project, 'dependencyManagement')),
    dependencies: dependenciesOf(project),
    modules: children(child(project, 'modules'), 'module').map((each) => each.text.trim()),
    hasExtensions: builds.some(loadsCode),
  };
}

function loadsCode(build: XmlElement | undefined): boolean {
  const managed = child(child(build, 'pluginManagement'), 'plugins');
  const plugins = [...children(child(build, 'plugins'), 'plugin'), ...children(managed, 'plugin')];
  const hasOwn = children(child(build, 'extensions'), 'extension').length > 0;
  return hasOwn || plugins.some((plugin) => (textOf(plugin, 'extensions') ?? 'false') !== 'false');
}

function coordinatesOf(element: XmlElement): Coordinates {
  return {
    group: textOf(element, 'groupId') ?? '',
    artifact: textOf(element, 'artifactId') ?? '',
    version: textOf(element, 'version') ?? '',
  };
}

function relativePathOf(parent: XmlElement): string {
  return child(parent, 'relativePath') === undefined ? '../pom.xml' : (textOf(parent, 'relativePath') ?? '');
}

function dependenciesOf(holder: XmlElement | undefined): readonly PomDependency[] {
  return children(child(holder, 'dependencies'), 'dependency')
    .slice(0, most)
    .map((each) => {
      const version = textOf(each, 'version');
      const scope = textOf(each, 'scope');
      return {
        name: `${textOf(each, 'groupId') ?? ''}:${textOf(each, 'artifactId') ?? ''}`,
        ...(version === undefined ? {} : { version }),
        ...(scope === undefined ? {} : { scope }),
        type: textOf(each, 'type') ?? 'jar',
        optional: textOf(each, 'optional') === 'true',
      };
    });
}
