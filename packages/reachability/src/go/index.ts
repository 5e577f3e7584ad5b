import { posix } from 'node:path';
import type { Family, Target, WantedPackage } from '../types.ts';
import { goFile } from './read-go.ts';

/** Go files. A symbol is written `import/path#Function` or `import/path#Type.Method`. */
export const go: Family = {
  id: 'go',
  ecosystem: 'Go',
  claims: (path) => (path.endsWith('.go') ? 'source' : undefined),
  importedAs: () => [],
  resolve: () => undefined,
  searchFor(packages) {
    const owners = (module: string): readonly string[] =>
      packages.filter((wanted) => isOf(module, wanted)).map(({ key }) => key);
    const symbols = packages.flatMap((wanted) => (wanted.symbols ?? []).map(symbolOf));
    const methods = new Set(symbols.map(({ method }) => method).filter((method) => method !== undefined));
    const names = new Set(symbols.map(({ segments }) => segments[0] ?? ''));
    return {
      look: (text) => ({
        mentioned: new Set(packages.filter((wanted) => mentions(text, wanted)).map(({ key }) => key)),
        // A value of the package is used without an import, in another file of the folder.
        mayBeDynamic:
          text.includes('MethodByName') ||
          text.includes('plugin.Open') ||
          [...methods].some((method) => text.includes(`.${method}`)),
      }),
      parse: (_path, text) => goFile(text, { methods, names, follows: (module) => owners(module).length > 0 }),
      owners,
      ownersOf: ({ module }: Target) => owners(module),
      methods: [],
      scopeOf: posix.dirname,
      isNear: (symbol, module) => symbol.within === undefined || symbol.within === module,
      symbol: symbolOf,
      segments: ({ path }) => path,
      isDecisive: () => true,
    };
  },
};

const standard = new Set(['stdlib', 'toolchain']);

/** A package of the module; `/v2` and further ones are modules of their own. The standard library has no dot in front. */
function isOf(module: string, { name, symbols = [] }: WantedPackage): boolean {
  if (standard.has(name)) return symbols.some((symbol) => symbolOf(symbol).within === module);
  if (module === name) return true;
  return module.startsWith(`${name}/`) && !/^v\d+(?:\/|$)/.test(module.slice(name.length + 1));
}

function mentions(text: string, { name, symbols = [] }: WantedPackage): boolean {
  if (!standard.has(name)) return text.includes(name);
  return symbols.some((symbol) => text.includes(`"${symbolOf(symbol).within ?? ''}"`));
}

function symbolOf(text: string) {
  const hash = text.indexOf('#');
  const segments = text.slice(hash + 1).split('.');
  return {
    text: hash < 0 ? text : `${text.slice(text.lastIndexOf('/', hash) + 1, hash)}.${text.slice(hash + 1)}`,
    segments,
    ...(segments.length > 1 ? { method: segments.at(-1) ?? '' } : {}),
    ...(hash < 0 ? {} : { within: text.slice(0, hash) }),
  };
}
