import { memoryFiles } from '@maximus/inventory/testing';
import { frozenClock, unwrap } from '@maximus/kernel';
import { type PlanInput, type PlannedRemedy, planRemedies } from '../plan/plan-remedies.ts';
import { defaultPolicy } from '../plan/policy.ts';
import { type Flaw, findingsIn, matcherOfFlaws } from './advisories.ts';
import { memoryRegistry, type NpmUniverse, today } from './npm-universe.ts';

/** A planning of a test: the files of a project with a package-lock.json at its root. */
export interface PlanParts {
  readonly files: Readonly<Record<string, string>>;
  readonly universe: NpmUniverse;
  readonly flaws: readonly Flaw[];
  readonly address?: string;
  readonly input?: Partial<PlanInput>;
}

/** Plans everything that a scan of the lock file would find. */
export async function planProject({
  files,
  universe,
  flaws,
  address,
  input,
}: PlanParts): Promise<readonly PlannedRemedy[]> {
  const matcher = matcherOfFlaws(flaws);
  const planned = await planRemedies({
    project: memoryFiles(files),
    lockFile: 'package-lock.json',
    findings: input?.findings ?? findingsIn(files['package-lock.json'] ?? '', matcher),
    matcher,
    registry: memoryRegistry(universe, address),
    policy: defaultPolicy,
    clock: frozenClock(today),
    budgetMs: 60_000,
    ...input,
  });
  return unwrap(planned);
}
