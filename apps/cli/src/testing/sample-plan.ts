import { memoryFiles } from '@maximus/inventory/testing';
import { frozenClock } from '@maximus/kernel';
import { defaultPolicy } from '@maximus/remediation';
import {
  type Flaw,
  findingsIn,
  matcherOfFlaws,
  memoryRegistry,
  npmProject,
  type ProjectParts,
  today,
} from '@maximus/remediation/testing';
import { createLockPlanner, type LockPlanner, type PlannerInput } from '../fix/plan/lock-planner.ts';

/** What a test plans over: a project of npm, its registry in memory, and what is known of its packages. */
export type SamplePlanParts = ProjectParts & {
  readonly flaws: readonly Flaw[];
  readonly input?: Partial<PlannerInput>;
};

/** A planner of everything that a scan of the project would find. */
export async function samplePlanner({ flaws, input, ...parts }: SamplePlanParts): Promise<LockPlanner> {
  const files = await npmProject(parts);
  const matcher = matcherOfFlaws(flaws);
  return createLockPlanner({
    project: memoryFiles(files),
    lockFile: 'package-lock.json',
    findings: findingsIn(files['package-lock.json'] ?? '', matcher),
    matcher,
    registry: memoryRegistry(parts.universe, parts.address),
    policy: { ...defaultPolicy, allowMajor: false },
    clock: frozenClock(today),
    budgetMs: 60_000,
    signal: new AbortController().signal,
    ...input,
  });
}

/** Two packages that a lock refresh helps, one that needs a major step, one that nothing helps, one that goes along. */
export const sampleParts: SamplePlanParts = {
  manifests: {
    '': {
      name: 'shop',
      version: '1.0.0',
      dependencies: { bad: '^1.0.0', far: '^1.0.0', lost: '^1.0.0', top: '^1.0.0' },
    },
  },
  universe: {
    'bad@1.0.0': {},
    'bad@1.0.1': {},
    'far@1.0.0': {},
    'far@2.0.0': {},
    'lost@1.0.0': {},
    'leaf@1.0.0': {},
    'top@1.0.0': { dependencies: { leaf: '1.0.0' } },
    'top@1.1.0': {},
  },
  locked: { bad: ['1.0.0'], far: ['1.0.0'], lost: ['1.0.0'], leaf: ['1.0.0'], top: ['1.0.0'] },
  flaws: [
    { id: 'T-1', name: 'bad', fixed: '1.0.1' },
    { id: 'T-2', name: 'far', fixed: '2.0.0' },
    { id: 'T-3', name: 'lost' },
    { id: 'T-4', name: 'top', fixed: '1.1.0' },
    { id: 'T-5', name: 'leaf' },
  ],
};
