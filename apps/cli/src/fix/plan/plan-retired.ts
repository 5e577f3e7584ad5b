import { unwrap } from '@maximus/kernel';
import { type PlannedRemedy, type PlannedRetirement, planRetirements } from '@maximus/remediation';
import type { LockPlanner, Planned, PlannerInput } from './lock-planner.ts';
import { overlayFiles } from './overlay-files.ts';

/** Overrides that may go, each on top of those before it, and why the others stay. */
export interface Retired extends Planned {
  readonly staying: readonly Pick<PlannedRetirement, 'rule' | 'package' | 'kept'>[];
}

/** Overrides of one manifest that are looked at; more than that is no work of hands. */
const most = 50;

/** Plans the retirement of every override of a lock file that nobody needs any more (eureka.md §5). */
export async function planRetired(input: Omit<PlannerInput, 'findings'>): Promise<Retired> {
  const texts = new Map<string, string>();
  const remedies: PlannedRemedy[] = [];
  for (;;) {
    input.signal.throwIfAborted();
    const project = overlayFiles(input.project, texts);
    const found = unwrap(await planRetirements({ ...input, project }));
    const next = found.find(({ remedy }) => remedy?.change !== undefined)?.remedy;
    if (next === undefined || remedies.length >= most) {
      const staying = found.flatMap(({ rule, package: name, kept }) =>
        kept === undefined ? [] : [{ rule, package: name, kept }],
      );
      return { remedies, along: [], stuck: [], staying };
    }
    remedies.push(next);
    for (const { file, after } of next.change?.files ?? []) texts.set(file, after);
  }
}

/** A planner that knows no further change: what was planned is proven as it is, or not at all. */
export function plannerOfRetired(lockFile: string): LockPlanner {
  return { lockFile, packages: [], plan: async () => ({ remedies: [], along: [], stuck: [] }) };
}
