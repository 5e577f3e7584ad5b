import { posix } from 'node:path';

/** Words that a file needs in order to import from `path`: the module's name, or its folder's for a package. */
export function importedAs(path: string): readonly string[] {
  const name = posix.basename(path, '.py');
  if (name !== '__init__') return [name];
  const folder = posix.basename(posix.dirname(path));
  return folder === '' || folder === '.' ? ['.'] : [folder, 'from .'];
}

/** The file that a dotted module means: relative to the importing one, or the only one whose path ends so. */
export function resolvePython(from: string, module: string, handing: ReadonlySet<string>): string | undefined {
  const dots = /^\.*/.exec(module)?.[0].length ?? 0;
  const tail = module.slice(dots).replaceAll('.', '/');
  if (dots === 0) {
    if (tail === '') return undefined;
    const ends = [`${tail}.py`, `${tail}/__init__.py`];
    const found = [...handing].filter((path) => ends.some((end) => path === end || path.endsWith(`/${end}`)));
    return found.length === 1 ? found[0] : found.find((path) => ends.includes(path));
  }
  const folder = posix.join(posix.dirname(from), ...Array.from({ length: dots - 1 }, () => '..'));
  const path = posix.normalize(posix.join(folder, tail));
  const inside = path === '.' ? '' : `${path}/`;
  return [`${path}.py`, `${inside}__init__.py`].find((each) => handing.has(each));
}
