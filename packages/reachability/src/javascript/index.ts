import { isBuiltin } from 'node:module';
import type { Family, WantedPackage } from '../types.ts';
import { lookAtScript } from './first-look.ts';
import { scriptImports } from './imports.ts';
import { packageOf } from './specifier.ts';

const sources = new Set(['js', 'jsx', 'mjs', 'cjs', 'ts', 'tsx', 'mts', 'cts', 'vue', 'svelte']);
/** Languages that import npm packages and are not read here. */
const opaque = new Set(['astro', 'mdx', 'coffee', 'ls', 'civet']);

/** JavaScript, TypeScript, JSX and the scripts of Vue and Svelte components. Minified files are no source. */
export const javascript: Family = {
  id: 'javascript',
  ecosystem: 'npm',
  claims(path) {
    const extension = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
    if (opaque.has(extension)) return 'opaque';
    return sources.has(extension) && !path.includes('.min.') ? 'source' : undefined;
  },
  searchFor(packages) {
    const keysByName = new Map<string, string[]>();
    for (const wanted of packages) {
      const keys = keysByName.get(installedName(wanted));
      if (keys === undefined) keysByName.set(installedName(wanted), [wanted.key]);
      else keys.push(wanted.key);
    }
    return {
      look: (text) => lookAtScript(text, keysByName),
      parse: scriptImports,
      owners(module) {
        const name = packageOf(module);
        // A bare `util` is Node's own module; `util/` and `util/x` are the package.
        if (name === undefined || isBuiltin(module)) return [];
        return keysByName.get(name) ?? [];
      },
      isDecisive: (wanted) => !isBuiltin(installedName(wanted)),
    };
  },
};

function installedName(wanted: WantedPackage): string {
  return wanted.alias ?? wanted.name;
}
