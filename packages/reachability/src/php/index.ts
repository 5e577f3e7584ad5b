import type { Family } from '../types.ts';
import { phpNamespaces } from './namespaces.data.ts';
import { phpFile } from './read-php.ts';

const known = new Map(phpNamespaces);

/** PHP at the level of imports, line by line: names of classes in the namespace of a package. */
export const php: Family = {
  id: 'php',
  ecosystem: 'Packagist',
  claims: (path) => (/\.(?:php|phtml|inc)$/.test(path) ? 'source' : path.endsWith('.twig') ? 'opaque' : undefined),
  importedAs: () => [],
  resolve: () => undefined,
  searchFor(packages) {
    const wanted = packages.map(({ key, name }) => ({
      key,
      namespace: (known.get(name) ?? guess(name)).toLowerCase(),
    }));
    const namespaces = [...new Set(wanted.map(({ namespace }) => namespace))];
    const owners = (module: string): readonly string[] =>
      wanted.filter(({ namespace }) => namespace === module).map(({ key }) => key);
    return {
      isImportLevel: true,
      look: (text) => ({
        mentioned: new Set(packages.map(({ key }) => key)),
        mayBeDynamic: text.includes('<?'),
      }),
      parse: async (_path, text) => phpFile(text, namespaces),
      owners,
      ownersOf: ({ module }) => owners(module),
      methods: [],
      isNear: () => false,
      symbol: (text) => ({ text, segments: [text] }),
      segments: ({ path }) => path,
      isDecisive: ({ name }) => known.has(name),
    };
  },
};

/** `some-vendor/a-package` → `SomeVendor\APackage\`. */
function guess(name: string): string {
  const words = (part: string) => part.split(/[-_.]/).map((word) => word.slice(0, 1).toUpperCase() + word.slice(1));
  return name
    .split('/')
    .map((part) => `${words(part).join('')}\\`)
    .join('');
}
