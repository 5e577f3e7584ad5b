import { cyclesOf, fileGraph, packageGraph } from '../../house/import-graph.ts';
import { type Check, failure } from '../types.ts';

/** No import cycles, between packages or between files. */
export const cycles: Check = {
  id: 'cycles',
  run({ tree }) {
    const found = [...cyclesOf(packageGraph(tree)), ...cyclesOf(fileGraph(tree))];
    const problems = found.map((members) =>
      failure(members[0] ?? '', undefined, `import cycle: ${members.join(' ↔ ')}`),
    );
    return { problems, detail: `${tree.workspaces.length} packages` };
  },
};
