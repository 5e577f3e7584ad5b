import type { ProjectFiles } from '@maximus/inventory';
import { fail, ok, type Result } from '@maximus/kernel';
import { readRequirements } from '../edit/requirements/index.ts';
import { errors } from '../errors.ts';
import { hostPorts } from './host-port.ts';
import type { ManagerFiles, RegistryAccess } from './types.ts';

const mostFiles = 64;

/** Names that requirements files have: `requirements.txt`, `requirements-dev.txt`, `requirements/base.txt`. */
export function isRequirementsFile(path: string): boolean {
  return /(?:^|\/)(?:requirements[^/]*|requirements\/[^/]+)\.txt$/.test(path);
}

/**
 * The files that requirements files include, below the same folder. Fails where a line of any of them names a path, an
 * address or an option by which archives would be built or come from elsewhere (arena.md §3).
 */
export async function includedRequirements(
  project: ProjectFiles,
  folder: string,
  names: readonly string[],
  held: ManagerFiles,
): Promise<Result<ManagerFiles>> {
  const files = new Map<string, string>();
  const open = [...names];
  for (let name = open.shift(); name !== undefined; name = open.shift()) {
    if (files.has(name)) continue;
    const text = held.get(name) ?? (await project.read(`${folder}${name}`));
    if (typeof text !== 'string' && !text.ok) return text;
    const value = typeof text === 'string' ? text : text.value;
    files.set(name, value);
    const { unsafe, includes } = readRequirements(value);
    const [first] = unsafe;
    if (first !== undefined)
      return fail(errors.lock_unparsed(`${folder}${name} has a line that is not run: "${first}"`));
    for (const each of includes) {
      const path = pathBeside(name, each);
      if (path === undefined || files.size >= mostFiles) {
        return fail(errors.lock_unparsed(`${folder}${name} includes ${each.slice(0, 120)}, which is out of reach`));
      }
      open.push(path);
    }
  }
  return ok(files);
}

/** Hosts of the indexes that the files name, and of the one that holds otherwise. */
export function indexHosts(files: ManagerFiles, { defaultRegistry }: RegistryAccess) {
  const named = [...files].filter(([name]) => /\.(?:txt|in)$/.test(name));
  return hostPorts([...named.flatMap(([, text]) => readRequirements(text).indexes), defaultRegistry]);
}

function pathBeside(name: string, include: string): string | undefined {
  if (include === '' || /^[/\\]|^[a-z]+:|\$/i.test(include)) return undefined;
  const parts = name.split('/').slice(0, -1);
  for (const part of include.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
