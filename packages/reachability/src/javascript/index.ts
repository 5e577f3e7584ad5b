import { isBuiltin } from 'node:module';
import { fileTarget } from '../follow/trail.ts';
import { dottedSymbol, methodsOf } from '../symbols.ts';
import type { Family, WantedPackage } from '../types.ts';
import { lookAtScript } from './first-look.ts';
import { scriptImports } from './imports.ts';
import { importedAs, resolveScript } from './resolve.ts';
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
  importedAs,
  resolve: resolveScript,
  searchFor(packages) {
    const keysByName = new Map<string, string[]>();
    for (const wanted of packages) {
      const keys = keysByName.get(installedName(wanted));
      if (keys === undefined) keysByName.set(installedName(wanted), [wanted.key]);
      else keys.push(wanted.key);
    }
    const followed = new Set(packages.filter(({ symbols = [] }) => symbols.length > 0).map(installedName));
    const methods = methodsOf(packages, symbolOf);
    const owners = (module: string): readonly string[] => {
      const name = packageOf(module);
      // A bare `util` is Node's own module; `util/` and `util/x` are the package.
      if (name === undefined || isBuiltin(module)) return [];
      return keysByName.get(name) ?? [];
    };
    return {
      look: (text) => lookAtScript(text, keysByName),
      parse: (path, text, handedOn) =>
        scriptImports(path, text, {
          handedOn,
          methods: new Set(methods),
          follows(module) {
            const file = handedOn.resolve(path, module);
            if (file !== undefined) return fileTarget(file);
            const name = packageOf(module);
            return name !== undefined && followed.has(name) && !isBuiltin(module) ? { module, path: [] } : undefined;
          },
        }),
      owners,
      ownersOf: ({ module }) => owners(module),
      methods,
      symbol: symbolOf,
      isNear: () => true,
      segments({ module, path }) {
        const name = packageOf(module) ?? '';
        const inside = module.slice(name.length + 1).replace(/\.[cm]?js$/, '');
        return [...(inside === '' ? [] : inside.split('/')), ...path.filter((part) => part !== 'default')];
      },
      isDecisive: (wanted) => !isBuiltin(installedName(wanted)),
    };
  },
};

function installedName(wanted: WantedPackage): string {
  return wanted.alias ?? wanted.name;
}

/** `default` is what the package itself is; `Type.method` is looked for by the method's name as well. */
function symbolOf(symbol: string) {
  return dottedSymbol(
    symbol,
    symbol.split('.').filter((part) => part !== 'default'),
  );
}
