import type { ProjectFiles } from '@maximus/inventory';
import { fail, ok, type Result } from '@maximus/kernel';
import { isRecord } from '../../edit/json/index.ts';
import { parseTomlTable, tableIn } from '../../edit/toml/index.ts';
import { errors } from '../../errors.ts';

const maxFolders = 2_000;
const sections = ['dependencies', 'dev-dependencies', 'build-dependencies', 'dev_dependencies', 'build_dependencies'];

/**
 * The Cargo.toml files of a workspace by path from the lock file's folder: its root, its members and the path dependencies of
 * any of them (The Cargo Book, "Workspaces"). Fails where one of them lies outside of the folder.
 */
export async function workspaceManifests(
  project: ProjectFiles,
  folder: string,
): Promise<Result<ReadonlyMap<string, string>>> {
  const manifests = new Map<string, string>();
  const open = [''];
  for (let at = open.shift(); at !== undefined; at = open.shift()) {
    const name = `${at}Cargo.toml`;
    if (manifests.has(name) || !(await project.exists(`${folder}${name}`))) continue;
    if (manifests.size >= maxFolders)
      return fail(errors.lock_unparsed(`the workspace has more than ${maxFolders} folders`));
    const text = await project.read(`${folder}${name}`);
    if (!text.ok) return text;
    manifests.set(name, text.value);
    const table = parseTomlTable(text.value);
    if (table === undefined) return fail(errors.lock_unparsed(`${folder}${name} cannot be read`));
    if (at === '') open.push(...(await memberFolders(project, folder, table)));
    for (const path of pathsIn(table)) {
      const target = inside(at, path);
      if (target === undefined) {
        return fail(
          errors.lock_unparsed(`${folder}${name} takes ${path.slice(0, 120)}, which lies outside of the workspace`),
        );
      }
      open.push(target);
    }
  }
  return ok(manifests);
}

/** Empty files in the place of the targets that a manifest names, so that cargo reads it. */
export function targetFiles(manifests: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const [name, text] of manifests) {
    const folder = name.slice(0, -'Cargo.toml'.length);
    const table = parseTomlTable(text) ?? {};
    if (!('package' in table)) continue;
    const put = (path: string) => {
      const target = inside(folder, path)?.slice(0, -1);
      if (target?.endsWith('.rs') === true) files.set(target, '');
    };
    put('src/lib.rs');
    const library = tableIn(table, 'lib')['path'];
    if (typeof library === 'string') put(library);
    for (const [kind, place] of [
      ['bin', 'src/bin'],
      ['example', 'examples'],
      ['test', 'tests'],
      ['bench', 'benches'],
    ] as const) {
      for (const target of Array.isArray(table[kind]) ? table[kind].filter(isRecord) : []) {
        if (typeof target['path'] === 'string') put(target['path']);
        else if (typeof target['name'] === 'string') put(`${place}/${target['name']}.rs`);
      }
    }
  }
  return files;
}

async function memberFolders(project: ProjectFiles, folder: string, table: unknown): Promise<readonly string[]> {
  const { members } = tableIn(table, 'workspace');
  const found: string[] = [];
  for (const glob of Array.isArray(members) ? members : []) {
    if (typeof glob !== 'string' || found.length > maxFolders) continue;
    let level = [''];
    for (const part of glob.split('/').filter((each) => each !== '' && each !== '.')) {
      const next: string[] = [];
      for (const at of level) {
        if (!part.includes('*')) next.push(`${at}${part}/`);
        else {
          const names = await project.list(`${folder}${at}`.replace(/\/$/, ''));
          next.push(
            ...names
              .filter((each) => each.endsWith('/') && suits(part, each.slice(0, -1)))
              .map((each) => `${at}${each}`),
          );
        }
      }
      level = next.slice(0, maxFolders);
    }
    found.push(...level);
  }
  return found.filter((each) => !each.split('/').includes('..'));
}

/** One star stands for any letters; a part with more of them is compared by its first and last. */
function suits(part: string, name: string): boolean {
  const [head = ''] = part.split('*');
  const tail = part.slice(part.lastIndexOf('*') + 1);
  return name.length >= head.length + tail.length && name.startsWith(head) && name.endsWith(tail);
}

function pathsIn(table: Readonly<Record<string, unknown>>): readonly string[] {
  const targets = Object.values(tableIn(table, 'target'));
  const holders = [table, tableIn(table, 'workspace'), ...targets].filter(isRecord);
  const lists = [
    ...holders.flatMap((holder) => sections.map((section) => tableIn(holder, section))),
    ...Object.values(tableIn(table, 'patch')).filter(isRecord),
  ];
  return lists.flatMap((list) =>
    Object.values(list).flatMap((each) => (isRecord(each) && typeof each['path'] === 'string' ? [each['path']] : [])),
  );
}

/** A folder from another one, with a slash at its end; nothing where that leads out. */
function inside(from: string, path: string): string | undefined {
  if (/^[/\\]|^[a-z]:/i.test(path)) return undefined;
  const parts = from.split('/').filter((each) => each !== '');
  for (const part of path.split(/[/\\]/)) {
    if (part === '..') {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.length === 0 ? '' : `${parts.join('/')}/`;
}
