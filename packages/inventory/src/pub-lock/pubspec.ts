import type { Scope } from '@maximus/contracts';
import { mapAt, parseYaml, textAt, textsAt, YamlMap } from '../block-yaml/index.ts';
import { inFolder, treePath } from '../tree-path.ts';
import type { Problem, ProjectFiles } from '../types.ts';

/** What the pubspec.yaml files of a project ask for. */
export interface Pubspecs {
  readonly requests: ReadonlyMap<string, { readonly range: string; readonly scope: Scope }>;
  readonly consumed: readonly string[];
  readonly problems: readonly Problem[];
}

const groups: readonly (readonly [string, Scope])[] = [
  ['dependencies', 'prod'],
  ['dev_dependencies', 'dev'],
  ['dependency_overrides', 'unknown'],
];

/** Members of a workspace that are looked at. */
const maxMembers = 1_000;

/** Reads the pubspec.yaml in the folder of the lock file and those of its `workspace` (Dart 3.6). */
export async function readPubspecs(files: ProjectFiles, lockPath: string): Promise<Pubspecs> {
  const folder = lockPath.includes('/') ? lockPath.slice(0, lockPath.lastIndexOf('/')) : '';
  const requests = new Map<string, { range: string; scope: Scope }>();
  const consumed: string[] = [];
  const problems: Problem[] = [];
  const read = async (path: string): Promise<YamlMap | undefined> => {
    if (!(await files.exists(path))) return undefined;
    const text = await files.read(path);
    const document = text.ok ? await parseYaml(path, text.value) : text;
    if (!document.ok) {
      problems.push({ error: document.error });
      return undefined;
    }
    consumed.push(path);
    addRequests(requests, document.value);
    return document.value;
  };
  const rootPath = inFolder(folder, 'pubspec.yaml');
  const root = await read(rootPath);
  for (const member of textsAt(root, 'workspace').slice(0, maxMembers)) {
    const path = treePath(rootPath, `${member}/pubspec.yaml`);
    if (path !== undefined && path !== rootPath) await read(path);
  }
  return { requests, consumed, problems };
}

/** The first manifest and group that names a package counts; one from git or a path has no range. */
function addRequests(requests: Map<string, { range: string; scope: Scope }>, document: YamlMap): void {
  for (const [group, scope] of groups) {
    for (const [name, value] of mapAt(document, group)?.values ?? []) {
      if (requests.has(name)) continue;
      const range = value instanceof YamlMap ? textAt(value, 'version') : value;
      requests.set(name, { range: typeof range === 'string' ? range : '', scope });
    }
  }
}
