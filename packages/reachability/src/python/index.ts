import type { Family } from '../types.ts';
import { lookAtPython } from './first-look.ts';
import { importNamesOf } from './import-names.ts';
import { pythonImports } from './imports.ts';

/** Python modules and stubs. Notebooks and Cython import too, and are not read. */
export const python: Family = {
  id: 'python',
  ecosystem: 'PyPI',
  claims(path) {
    const lower = path.toLowerCase();
    if (lower.endsWith('.py') || lower.endsWith('.pyw')) return 'source';
    return lower.endsWith('.ipynb') || lower.endsWith('.pyx') ? 'opaque' : undefined;
  },
  searchFor(packages) {
    const keysByModule = new Map<string, string[]>();
    for (const { key, alias, name } of packages) {
      for (const module of alias === undefined ? importNamesOf(name).modules : [alias]) {
        const keys = keysByModule.get(module);
        if (keys === undefined) keysByModule.set(module, [key]);
        else keys.push(key);
      }
    }
    return {
      look: (text) => lookAtPython(text, keysByModule),
      parse: pythonImports,
      owners(module) {
        const keys: string[] = [];
        for (let end = module.indexOf('.'); ; end = module.indexOf('.', end + 1)) {
          for (const key of keysByModule.get(end < 0 ? module : module.slice(0, end)) ?? []) keys.push(key);
          if (end < 0) return keys;
        }
      },
      isDecisive: ({ alias, name }) => alias !== undefined || importNamesOf(name).known,
    };
  },
};
