import { posix } from 'node:path';

const extensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.vue', '.svelte'];

/** Words that a file needs in order to import from `path`: its name without the ending, or its folder's for an index. */
export function importedAs(path: string): readonly string[] {
  const stem = stemOf(path);
  const name = posix.basename(stem);
  if (name !== 'index') return [name];
  const folder = posix.basename(posix.dirname(stem));
  return [folder === '' || folder === '.' ? '.' : folder, 'index'];
}

/**
 * The file that a relative specifier means, with or without its ending, `.js` written for `.ts` too. A specifier with a prefix
 * of the project's own (`@/lib/x`, `~/lib/x`, `src/lib/x`) means the only file that ends so.
 */
export function resolveScript(from: string, module: string, handing: ReadonlySet<string>): string | undefined {
  if (module.startsWith('.')) {
    const path = posix.normalize(posix.join(posix.dirname(from), module));
    return candidates(path).find((each) => handing.has(each));
  }
  const slash = module.indexOf('/');
  if (slash < 0) return undefined;
  const tail = stemOf(module.slice(slash + 1));
  const found = [...handing].filter((path) => [tail, `${tail}/index`].some((end) => isTail(stemOf(path), end)));
  return found.length === 1 ? found[0] : undefined;
}

function candidates(path: string): readonly string[] {
  const stem = stemOf(path);
  const folder = path.endsWith('/') ? path.slice(0, -1) : path;
  const roots = [...new Set([path, stem, `${folder === '.' ? '' : `${folder}/`}index`])];
  return [path, ...roots.flatMap((root) => extensions.map((extension) => root + extension))];
}

function stemOf(path: string): string {
  return path.replace(/\.(?:[cm]?[jt]sx?|vue|svelte)$/, '');
}

function isTail(path: string, tail: string): boolean {
  return tail !== '' && (path === tail || path.endsWith(`/${tail}`));
}
