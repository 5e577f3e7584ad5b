import { type AcceptanceRow, acceptancesInForce, coverFactsOf, type FindingState, type Tx } from '@maximus/storage';
import { type CoverRule, covers } from '../rules/acceptance-cover.ts';
import { type FindingStep, takeSteps } from './steps.ts';

/**
 * Carries decisions in force over to findings that have just opened or come back: triage follows the component into the
 * next version and the next project as far as its scope says (apv.md §4). The oldest decision that covers wins.
 */
export async function acceptCovered(
  tx: Tx,
  findings: readonly FindingState[],
  change: { readonly atMs: number; readonly correlationId: string },
): Promise<readonly FindingStep[]> {
  const open = findings.filter(({ status }) => status === 'suspected' || status === 'confirmed');
  if (open.length === 0) return [];
  const inForce = await acceptancesInForce(tx, [...new Set(open.map(({ groupKey }) => groupKey))], change.atMs);
  if (inForce.length === 0) return [];
  const byGroup = Map.groupBy(inForce, ({ group_key }) => group_key);
  const facts = await coverFactsOf(
    tx,
    open.map(({ id }) => id),
  );
  const ways = open.flatMap((finding) => {
    const fact = facts.get(finding.id);
    if (fact === undefined) return [];
    const asked = { ...finding, ...fact, version: fact.version ?? undefined };
    const decision = byGroup.get(finding.groupKey)?.find((row) => covers(ruleOf(row), asked, change.atMs));
    if (decision === undefined) return [];
    const to = decision.kind === 'vex' ? ('not_affected' as const) : ('accepted' as const);
    const until = decision.expires_at === null ? '' : ` until ${decision.expires_at.toISOString().slice(0, 10)}`;
    const reason = `covered by a decision of scope ${decision.scope}${until}: ${decision.reason}`.slice(0, 500);
    const vex = decision.vex === null ? {} : { vex: decision.vex };
    return [{ finding, steps: [to], reason, acceptanceId: decision.id, ...vex }];
  });
  return takeSteps(tx, ways, { ...change, actor: 'reviewer', by: 'standing decision' });
}

function ruleOf(row: AcceptanceRow): CoverRule {
  return {
    scope: row.scope as CoverRule['scope'],
    groupKey: row.group_key,
    projectKey: row.project_key ?? undefined,
    componentKey: row.component_key ?? undefined,
    findingId: row.finding_id ?? undefined,
    baseEcosystem: row.base_ecosystem ?? undefined,
    nameKey: row.name_key ?? undefined,
    versionRange: row.version_range ?? undefined,
    expiresAtMs: row.expires_at?.getTime(),
  };
}
