import { type PolicyRecord, type PolicyScope, ReviewPolicy } from '@maximus/contracts';
import { findProject, isUniqueViolation, type PolicyRow, reviewPolicies, type Tx, wireId } from '@maximus/storage';
import { errors } from '../errors.ts';
import type { Cause, Parts } from '../parts.ts';
import type { Person } from '../person.ts';
import { effectivePolicy, loosenings } from '../rules/effective-policy.ts';
import { isTimeZone } from '../rules/working-time.ts';
import { defaultPolicy, policyIdOf } from './load-policy.ts';

/** A stored version in its wire form. */
export function toPolicy(row: PolicyRow): PolicyRecord {
  return {
    policy_id: row.policy_id,
    scope: { kind: row.scope_kind as PolicyScope['kind'], ...(row.scope_id !== null && { id: row.scope_id }) },
    policy: ReviewPolicy.parse(row.policy),
    version: row.version,
    updated_by: row.updated_by,
    updated_at: row.updated_at.toISOString(),
  };
}

/**
 * Adds a version of a policy, with its entry in the audit log. A narrower scope may only be stricter: `hitl.policy_looser`
 * lists what is not. With `expectedVersion` only while that is the newest: `hitl.version_conflict`.
 */
export async function putPolicy(
  parts: Parts,
  person: Person,
  request: {
    readonly scope: PolicyScope;
    readonly policy: ReviewPolicy;
    readonly expectedVersion?: number | undefined;
  },
  cause: Cause,
): Promise<PolicyRecord> {
  const { policy, expectedVersion } = request;
  check(policy);
  try {
    return await parts.database.transaction(async (tx) => {
      const scope = await checkedScope(tx, request.scope);
      const id = policyIdOf(scope);
      const [held] = await reviewPolicies.current(tx, [id]);
      const version = held?.version ?? 0;
      if (expectedVersion !== undefined && expectedVersion !== version)
        throw errors.version_conflict(`the policy has version ${version}, not ${expectedVersion}`);
      const looser = scope.kind === 'estate' ? [] : loosenings(await widerThan(tx, scope), policy);
      if (looser.length > 0)
        throw errors.policy_looser('the policy is looser than the wider one', {
          errors: looser.map(({ code, message }) => ({ path: `policy.${code}`, code: 'looser', message })),
        });
      const row = {
        policy_id: id,
        scope_kind: scope.kind,
        scope_id: scope.id ?? null,
        version: version + 1,
        policy,
        updated_by: person.id,
        updated_at: new Date(parts.clock.now()),
      };
      await reviewPolicies.insert(tx, row);
      await parts.audit.append(tx, {
        action: 'policy.updated',
        actor: person.actor,
        subject: { kind: 'policy', id },
        correlationId: cause.id,
        address: person.address,
        ...(person.sessionId !== undefined && { sessionId: person.sessionId }),
        ...(held !== undefined && { from: held.policy }),
        to: policy,
        detail: { version: row.version },
      });
      return toPolicy({ ...row, policy: policy as unknown as Record<string, unknown> });
    });
  } catch (error) {
    if (!isUniqueViolation(error, 'review_policy_pkey')) throw error;
    throw errors.version_conflict('somebody else changed the policy at the same time');
  }
}

function check(policy: ReviewPolicy): void {
  const hours = policy.sla.working_hours;
  if (hours !== null && !isTimeZone(hours.timezone))
    throw errors.policy_invalid(`"${hours.timezone}" is no time zone that is known here`);
  if (hours !== null && hours.from === hours.to) throw errors.policy_invalid('working hours begin and end at one time');
  for (const { name, from, to } of policy.freeze_windows)
    if (Date.parse(from) >= Date.parse(to)) throw errors.policy_invalid(`the freeze "${name}" ends before it begins`);
}

async function checkedScope(tx: Tx, scope: PolicyScope): Promise<PolicyScope> {
  if (scope.kind === 'estate') return { kind: 'estate' };
  const id = scope.id?.trim() ?? '';
  if (id === '') throw errors.policy_invalid(`a policy of a ${scope.kind} names it`);
  if (scope.kind === 'team') return { kind: 'team', id };
  const project = await findProject(tx, id);
  if (project === undefined) throw errors.policy_invalid(`there is no project "${id}"`);
  return { kind: 'project', id: wireId('prj', project.id) };
}

async function widerThan(tx: Tx, scope: PolicyScope): Promise<ReviewPolicy> {
  const project = scope.kind === 'project' ? await findProject(tx, scope.id ?? '') : undefined;
  const ids = ['estate', ...(project?.team == null ? [] : [`team:${project.team}`])];
  const rows = await reviewPolicies.current(tx, ids);
  const policyOf = (id: string) => rows.find(({ policy_id }) => policy_id === id);
  const estate = policyOf('estate');
  const team = ids[1] === undefined ? undefined : policyOf(ids[1]);
  const widest = estate === undefined ? defaultPolicy() : ReviewPolicy.parse(estate.policy);
  return team === undefined ? widest : effectivePolicy(widest, ReviewPolicy.parse(team.policy));
}
