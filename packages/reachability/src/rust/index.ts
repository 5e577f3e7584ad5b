import { posix } from 'node:path';
import type { Family, SymbolPath, Target } from '../types.ts';
import { cargoRenames } from './cargo-renames.ts';
import { rustFile } from './read-rust.ts';

/** Rust files, and `Cargo.toml` for crates that bear another name there. A symbol is a path: `crate::module::Type::method`. */
export const rust: Family = {
  id: 'rust',
  ecosystem: 'crates.io',
  claims: (path) => (path.endsWith('.rs') || posix.basename(path) === 'Cargo.toml' ? 'source' : undefined),
  importedAs(path) {
    const name = posix.basename(path, '.rs');
    return [name === 'mod' ? posix.basename(posix.dirname(path)) : name === 'lib' || name === 'main' ? 'crate' : name];
  },
  resolve(_from, module, handing) {
    const found = [...handing].filter((path) => this.importedAs(path)[0] === module);
    return found.length === 1 ? found[0] : undefined;
  },
  searchFor(packages) {
    const keysByCrate = new Map<string, string[]>();
    const add = (crate: string, key: string) => keysByCrate.set(crate, [...(keysByCrate.get(crate) ?? []), key]);
    for (const { key, name, alias } of packages) add((alias ?? name).replaceAll('-', '_'), key);
    const symbols = packages.flatMap((wanted) => (wanted.symbols ?? []).map(symbolOf));
    const methods = new Set(symbols.map(({ method }) => method).filter((method) => method !== undefined));
    const names = new Set(symbols.flatMap(({ segments }) => segments));
    const owners = (module: string): readonly string[] => keysByCrate.get(module) ?? [];
    return {
      look: (text) => ({
        mentioned: new Set([...keysByCrate].filter(([crate]) => text.includes(crate)).flatMap(([, keys]) => keys)),
        mayBeDynamic: packages.some(({ name }) => text.includes(`package = "${name}"`)),
      }),
      async parse(path, text, handedOn) {
        if (!path.endsWith('.rs')) {
          for (const [alias, name] of cargoRenames(text)) {
            for (const wanted of packages) if (wanted.name === name) add(alias, wanted.key);
          }
          return { imports: [], dynamicLines: [], broken: false, uses: [], methods: [], handsOn: new Map() };
        }
        return rustFile(path, text, { handedOn, methods, names, follows: (crate) => keysByCrate.has(crate) });
      },
      owners,
      ownersOf: ({ module }: Target) => owners(module),
      methods: [...methods],
      isNear: () => true,
      symbol: symbolOf,
      segments: ({ path }) => path,
      isDecisive: () => true,
    };
  },
};

/** The crate's own name is not part of the segments: it may be renamed. */
function symbolOf(text: string): SymbolPath {
  const parts = text
    .replace(/<[^<>]*>/g, '')
    .split('::')
    .filter((part) => part !== '');
  const segments = parts.slice(1);
  const method = /^[A-Z]/.test(segments.at(-2) ?? '') ? segments.at(-1) : undefined;
  return { text, segments, ...(method === undefined ? {} : { method }) };
}
