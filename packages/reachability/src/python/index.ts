import { fileTarget } from '../follow/trail.ts';
import { dottedSymbol, methodsOf } from '../symbols.ts';
import type { Family, Target } from '../types.ts';
import { lookAtPython } from './first-look.ts';
import { importNamesOf } from './import-names.ts';
import { pythonImports } from './imports.ts';
import { importedAs, resolvePython } from './resolve.ts';

/** Python modules and stubs. Notebooks and Cython import too, and are not read. */
export const python: Family = {
  id: 'python',
  ecosystem: 'PyPI',
  claims(path) {
    const lower = path.toLowerCase();
    if (lower.endsWith('.py') || lower.endsWith('.pyw')) return 'source';
    return lower.endsWith('.ipynb') || lower.endsWith('.pyx') ? 'opaque' : undefined;
  },
  importedAs,
  resolve: resolvePython,
  searchFor(packages) {
    const keysByModule = new Map<string, string[]>();
    const followed = new Set<string>();
    for (const { key, alias, name, symbols = [] } of packages) {
      for (const module of alias === undefined ? importNamesOf(name).modules : [alias]) {
        if (symbols.length > 0) followed.add(module);
        const keys = keysByModule.get(module);
        if (keys === undefined) keysByModule.set(module, [key]);
        else keys.push(key);
      }
    }
    const methods = methodsOf(packages, symbolOf);
    const starNames = packages.flatMap(({ symbols = [] }) => symbols.flatMap((symbol) => symbol.split('.')));
    const owners = (module: string): readonly string[] =>
      starts(module).flatMap((start) => keysByModule.get(start) ?? []);
    return {
      look: (text) => lookAtPython(text, keysByModule),
      parse: (path, text, handedOn) =>
        pythonImports(path, text, {
          handedOn,
          methods: new Set(methods),
          starNames(module) {
            const file = handedOn.resolve(path, module);
            return new Set([...starNames, ...(file === undefined ? [] : handedOn.exportsOf(file).keys())]);
          },
          follows(module) {
            const file = handedOn.resolve(path, module);
            if (file !== undefined) return fileTarget(file);
            return starts(module).some((start) => followed.has(start)) ? { module, path: [] } : undefined;
          },
        }),
      owners,
      ownersOf: (use) => owners(dotted(use)),
      methods,
      symbol: symbolOf,
      isNear: () => true,
      segments(use) {
        const name = dotted(use);
        const top = starts(name).findLast((start) => keysByModule.has(start));
        return name
          .slice((top?.length ?? -1) + 1)
          .split('.')
          .filter((part) => part !== '');
      },
      isDecisive: ({ alias, name }) => alias !== undefined || importNamesOf(name).known,
    };
  },
};

function dotted({ module, path }: Target): string {
  return [module, ...path].join('.');
}

/** `a.b.c` → a, a.b, a.b.c. */
function starts(module: string): readonly string[] {
  const found: string[] = [];
  for (let end = module.indexOf('.'); end > 0; end = module.indexOf('.', end + 1)) found.push(module.slice(0, end));
  return [...found, module];
}

/** Segments from the package's top module on; `Type.method` is looked for by the method's name as well. */
function symbolOf(symbol: string) {
  return dottedSymbol(symbol, symbol.split('.'));
}
