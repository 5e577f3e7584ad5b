import type { Family, SymbolPath, Target } from '../types.ts';
import { javaPackages } from './package-names.data.ts';
import { javaFile } from './read-java.ts';

const known = new Map(javaPackages.map(([artifact, packages]) => [artifact, packages.split(' ')]));
/** Other languages of the machine that import the same packages and are not read here. */
const opaque = new Set(['kt', 'kts', 'scala', 'groovy', 'clj']);

/** Java files. A symbol is written with its whole name: `org.yaml.snakeyaml.Yaml.load`, or a class alone. */
export const java: Family = {
  id: 'java',
  ecosystem: 'Maven',
  claims(path) {
    const extension = path.slice(path.lastIndexOf('.') + 1);
    // Build files of Gradle are in two of these languages, and import nothing that runs in the product.
    if (path.endsWith('.gradle.kts')) return undefined;
    return extension === 'java' ? 'source' : opaque.has(extension) ? 'opaque' : undefined;
  },
  importedAs: () => [],
  resolve: () => undefined,
  searchFor(packages) {
    const prefixes = packages.map(({ key, name }) => ({
      key,
      prefixes: known.get(name) ?? [name.slice(0, name.indexOf(':'))],
    }));
    const owners = (module: string): readonly string[] =>
      prefixes
        .filter((each) => each.prefixes.some((prefix) => module === prefix || module.startsWith(`${prefix}.`)))
        .map(({ key }) => key);
    const symbols = packages.flatMap((wanted) => (wanted.symbols ?? []).map(symbolOf));
    const methods = new Set(symbols.map(({ method }) => method).filter((method) => method !== undefined));
    const classes = [...new Set(symbols.map(classOf))];
    return {
      look: (text) => ({
        mentioned: new Set(
          prefixes.filter((each) => each.prefixes.some((prefix) => text.includes(prefix))).map(({ key }) => key),
        ),
        mayBeDynamic: text.includes('forName') || text.includes('loadClass'),
      }),
      parse: (_path, text) => javaFile(text, { methods, classes, follows: (module) => owners(module).length > 0 }),
      owners,
      ownersOf: ({ module }: Target) => owners(module),
      methods: [],
      isNear: (symbol, module) => module === classOf(symbol),
      symbol: symbolOf,
      segments: ({ module, path }) => [...module.split('.'), ...path],
      isDecisive: ({ name }) => known.has(name),
    };
  },
};

function symbolOf(text: string): SymbolPath {
  const segments = text.split('.');
  const isMethod = /^[a-z_]/.test(segments.at(-1) ?? '') && /^[A-Z]/.test(segments.at(-2) ?? '');
  return {
    text: segments.slice(isMethod ? -2 : -1).join('.'),
    segments,
    ...(isMethod ? { method: segments.at(-1) ?? '' } : {}),
  };
}

/** The whole name of the class of a symbol. */
function classOf({ segments, method }: SymbolPath): string {
  return (method === undefined ? segments : segments.slice(0, -1)).join('.');
}
