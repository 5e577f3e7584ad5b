import { fail, ok } from '@maximus/kernel';
import { errors } from '../errors.ts';
import type { ProjectFiles } from '../types.ts';

/** A project tree in memory: paths relative to the root, with `/`. */
export function memoryFiles(tree: Readonly<Record<string, string>>): ProjectFiles {
  const files = new Map(Object.entries(tree));
  return {
    read: async (path) => {
      const text = files.get(path);
      return text === undefined ? fail(errors.unreadable('no such file', { file: path })) : ok(text);
    },
    exists: async (path) => files.has(path),
    list: async (folder) => {
      const prefix = folder === '' || folder === '.' ? '' : `${folder}/`;
      const names = [...files.keys()]
        .filter((path) => path.startsWith(prefix))
        .map((path) => path.slice(prefix.length))
        .map((rest) => (rest.includes('/') ? `${rest.slice(0, rest.indexOf('/'))}/` : rest));
      return [...new Set(names)].sort();
    },
  };
}
