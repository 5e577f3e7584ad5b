import { errors } from '../errors.ts';
import type { ProblemList } from '../problem-list/index.ts';

/** Steps through entries that are no packages, in a whole document; a hostile one could ask for the square of its size. */
const maxSteps = 1_000_000;

type Targets = ReadonlyMap<string, readonly string[]>;

/**
 * From ids to the nearest components: an id that is no component is replaced by what it leads to. In the order of the
 * document, each once. Past the limit of steps the rest is left out and a problem says so, once.
 */
export function createReach(path: string, problems: ProblemList, isComponent: (ref: string) => boolean) {
  let steps = 0;
  return (starts: readonly string[], graph: Targets): readonly string[] => {
    const found = new Set<string>();
    const passed = new Set<string>();
    const open = [...starts].reverse();
    for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
      if (isComponent(ref)) {
        found.add(ref);
        continue;
      }
      if (passed.has(ref)) continue;
      passed.add(ref);
      const targets = graph.get(ref) ?? [];
      const before = steps;
      steps += targets.length;
      if (steps > maxSteps) {
        const message = `more than ${maxSteps} steps through entries that are no packages`;
        if (before <= maxSteps) problems.addCounted(1, () => errors.limit_reached(message, { file: path }));
        break;
      }
      for (let at = targets.length - 1; at >= 0; at--) open.push(targets[at] ?? '');
    }
    return [...found];
  };
}
