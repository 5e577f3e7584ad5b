import { fail, frozenClock, ok } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { findImports } from '../find-imports.ts';
import type { Limits, SourceFiles, WantedPackage } from '../types.ts';

/** Source files in memory; a path whose text is absent cannot be read. */
export function memoryFiles(files: Readonly<Record<string, string | undefined>>): SourceFiles {
  return {
    paths: async () => Object.keys(files),
    read: async (path) => {
      const text = files[path];
      return text === undefined ? fail(errors.file_unreadable('it is not there', { file: path })) : ok(text);
    },
  };
}

/** One search with a clock that stands still. Packages are written `npm:lodash`, with `?` behind a transitive one. */
export async function search(
  files: Readonly<Record<string, string | undefined>>,
  packages: readonly (string | WantedPackage)[],
  limits: Partial<Limits> = {},
) {
  return findImports({
    files: memoryFiles(files),
    packages: packages.map((each) => (typeof each === 'string' ? wanted(each) : each)),
    clock: frozenClock(0),
    limits,
  });
}

function wanted(text: string): WantedPackage {
  const direct = !text.endsWith('?');
  const key = direct ? text : text.slice(0, -1);
  const colon = key.indexOf(':');
  return { key, ecosystem: key.slice(0, colon), name: key.slice(colon + 1), direct };
}

/** The state of one package in one file. */
export async function stateIn(
  path: string,
  text: string,
  name = path.endsWith('.py') ? 'PyPI:requests' : 'npm:lodash',
) {
  const { results } = await search({ [path]: text }, [name]);
  return results.get(name)?.state;
}
