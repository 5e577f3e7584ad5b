import { ReviewPolicy } from '@maximus/contracts';
import { reviewPolicies, type Writer } from '@maximus/storage';
import { effectivePolicy } from '../rules/effective-policy.ts';

/** The rules that hold for a project, and which versions they come from. */
export interface LoadedPolicy {
  readonly policy: ReviewPolicy;
  /** The widest one's id: the scope that daily caps are counted in. */
  readonly id: string;
  /** `estate@3+project:prj_…@1`: every version that took part. */
  readonly ref: string;
}

/** What holds where nobody has set anything. */
export function defaultPolicy(): ReviewPolicy {
  return ReviewPolicy.parse({});
}

/** The id under which the policy of a scope is kept. */
export function policyIdOf(scope: { readonly kind: string; readonly id?: string | undefined }): string {
  return scope.kind === 'estate' ? 'estate' : `${scope.kind}:${scope.id ?? ''}`;
}

/** The rules of a project: estate, then team, then project (hitl.md §3). */
export async function loadPolicy(
  db: Writer,
  project: { readonly id: string; readonly team: string | null },
): Promise<LoadedPolicy> {
  const ids = ['estate', ...(project.team === null ? [] : [`team:${project.team}`]), `project:${project.id}`];
  const rows = await reviewPolicies.current(db, ids);
  const found = ids.flatMap((id) => {
    const row = rows.find(({ policy_id }) => policy_id === id);
    return row === undefined ? [] : [{ id, version: row.version, policy: ReviewPolicy.parse(row.policy) }];
  });
  const widest = found[0]?.id === 'estate' ? found[0].policy : defaultPolicy();
  const narrower = found.filter(({ id }) => id !== 'estate').map(({ policy }) => policy);
  const versions = found.map(({ id, version }) => `${id}@${version}`);
  const ref = found[0]?.id === 'estate' ? versions.join('+') : ['estate@0', ...versions].join('+');
  return { policy: effectivePolicy(widest, ...narrower), id: 'estate', ref };
}
