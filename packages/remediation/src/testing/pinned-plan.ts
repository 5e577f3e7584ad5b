import { createPurl } from '@maximus/inventory';
import { memoryFiles } from '@maximus/inventory/testing';
import { frozenClock, unwrap } from '@maximus/kernel';
import type { RemedyFinding } from '../plan/finding.ts';
import { type PlanInput, type PlannedRemedy, planRemedies } from '../plan/plan-remedies.ts';
import { defaultPolicy } from '../plan/policy.ts';
import type { MetadataSource } from '../registries/types.ts';
import { type Flaw, matcherOfFlaws } from './advisories.ts';
import { today } from './npm-universe.ts';

/** A planning of a test for an ecosystem whose lock file is a set of pins. */
export interface PinnedPlanParts {
  readonly ecosystem: string;
  readonly files: Readonly<Record<string, string>>;
  readonly lockFile: string;
  readonly flaws: readonly Flaw[];
  /** What a scan of the lock file finds: `name@version`. */
  readonly locked: readonly string[];
  readonly registry: MetadataSource;
  readonly input?: Partial<PlanInput>;
}

/** Plans everything that the flaws speak of among the locked packages. */
export async function planPinned(parts: PinnedPlanParts): Promise<readonly PlannedRemedy[]> {
  const { ecosystem, files, lockFile, locked, registry } = parts;
  const matcher = matcherOfFlaws(parts.flaws.map((flaw) => ({ ...flaw, ecosystem })));
  const findings = locked.flatMap((label): RemedyFinding[] => {
    const at = label.lastIndexOf('@');
    const [name, version] = [label.slice(0, at), label.slice(at + 1)];
    return matcher.match({ ecosystem, name, version }).hits.map(({ advisory }) => ({
      group_id: advisory.groupId,
      primary_id: advisory.id,
      purl: createPurl(ecosystem, name, version),
      priority: 'high',
      kind: advisory.kind,
      exploited: false,
    }));
  });
  const planned = await planRemedies({
    project: memoryFiles(files),
    lockFile,
    findings,
    matcher,
    registry,
    policy: defaultPolicy,
    clock: frozenClock(today),
    budgetMs: 60_000,
    ...parts.input,
  });
  return unwrap(planned);
}
