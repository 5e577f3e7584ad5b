import { builtinModules } from 'node:module';
import { packageNameOf } from '../../house/import-graph.ts';
import { isSource, isTest, workspaceOf } from '../../house/tree.ts';
import { type Check, failure } from '../types.ts';

/** What a package imports stands in its own package.json; its tests may also use what the root declares. */
export const declaredImports: Check = {
  id: 'declared-imports',
  run({ tree }) {
    const root = JSON.parse(tree.text('package.json')) as { devDependencies?: Record<string, string> };
    const forTests = new Set(Object.keys(root.devDependencies ?? {}));
    const problems = tree.files.filter(isSource).flatMap((path) => {
      const workspace = workspaceOf(tree, path);
      if (workspace === undefined) return [];
      return tree.facts(path).imports.flatMap((fact) => {
        const name = packageNameOf(fact.specifier);
        if (/^[.#]/.test(name) || name === workspace.name) return [];
        if (name.startsWith('node:')) return [];
        if (builtinModules.includes(name)) return [failure(path, fact.line, `write node:${name}`)];
        if (workspace.dependencies.has(name) || (isTest(path) && forTests.has(name))) return [];
        return [failure(path, fact.line, `${name} is not in ${workspace.folder}/package.json`)];
      });
    });
    return { problems, detail: `${tree.workspaces.length} packages` };
  },
};
