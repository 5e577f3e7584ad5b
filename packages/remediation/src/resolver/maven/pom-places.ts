import { type PomLeaf, pomElements } from '../../edit/pom/index.ts';
import { type Splice, splice } from '../../edit/requirements/index.ts';

/** One pom.xml of the tree, from the module up to its parents. */
export interface PomFile {
  readonly file: string;
  readonly text: string;
}

/** Where the version of an artifact is written. */
export interface VersionPlace {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The place of an artifact's version in the nearest of the files that has it: of the dependency itself, else of the managed
 * one, followed through a property; nothing where it is written elsewhere or put together from parts.
 */
export function placeOfVersion(name: string, files: readonly PomFile[]): VersionPlace | undefined {
  const read = files.map(({ file, text }) => ({ file, leaves: pomElements(text).leaves }));
  for (const prefix of ['project/dependencies/dependency', 'project/dependencyManagement/dependencies/dependency']) {
    for (const { file, leaves } of read) {
      const leaf = versionLeaf(name, prefix, leaves);
      if (leaf === undefined) continue;
      const property = /^\$\{([\w.-]+)\}$/.exec(leaf.value)?.[1];
      if (property === undefined)
        return leaf.value.includes('${') ? undefined : { file, start: leaf.start, end: leaf.end };
      const path = `project/properties/${property}`;
      for (const each of read) {
        const found = each.leaves.find((candidate) => candidate.path.join('/') === path);
        if (found !== undefined) {
          const isPlain = !found.value.includes('${');
          return isPlain ? { file: each.file, start: found.start, end: found.end } : undefined;
        }
      }
      return undefined;
    }
  }
  return undefined;
}

function versionLeaf(name: string, prefix: string, leaves: readonly PomLeaf[]): PomLeaf | undefined {
  const holders = Map.groupBy(
    leaves.filter(({ path }) => path.slice(0, -1).join('/') === prefix),
    ({ holder }) => holder,
  );
  for (const fields of holders.values()) {
    const of = (field: string) => fields.find(({ path }) => path.at(-1) === field);
    const version = of('version');
    if (`${of('groupId')?.value}:${of('artifactId')?.value}` === name && version !== undefined) return version;
  }
  return undefined;
}

/** The text with managed versions put in, in its own indentation and line ends. */
export function withManaged(text: string, managed: ReadonlyMap<string, string>): string {
  if (managed.size === 0) return text;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const unit = /\n([ \t]+)<\w/.exec(text)?.[1] ?? '  ';
  const { places } = pomElements(text);
  const at = (path: string) => places.find((each) => each.path.join('/') === path);
  const list = at('project/dependencyManagement/dependencies');
  const entries = [...managed].flatMap(([name, version]) => {
    const [group, artifact] = name.split(':');
    return [
      `${unit.repeat(3)}<dependency>`,
      `${unit.repeat(4)}<groupId>${group}</groupId>`,
      `${unit.repeat(4)}<artifactId>${artifact}</artifactId>`,
      `${unit.repeat(4)}<version>${version}</version>`,
      `${unit.repeat(3)}</dependency>`,
    ];
  });
  const whole = [
    `${unit}<dependencyManagement>`,
    `${unit.repeat(2)}<dependencies>`,
    ...entries,
    `${unit.repeat(2)}</dependencies>`,
    `${unit}</dependencyManagement>`,
  ];
  const end = list?.close ?? at('project')?.close ?? text.length;
  const lineStart = text.lastIndexOf('\n', end - 1) + 1;
  const isOwnLine = text.slice(lineStart, end).trim() === '';
  const put = (list === undefined ? whole : entries).map((line) => `${line}${eol}`).join('');
  const change: Splice = isOwnLine
    ? { start: lineStart, end: lineStart, text: put }
    : { start: end, end, text: `${eol}${put}` };
  return splice(text, [change]);
}
