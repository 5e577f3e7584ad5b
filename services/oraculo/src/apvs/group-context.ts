import type { FindingStatus } from '@maximus/contracts';
import {
  type ApvRow,
  contextsOf,
  factsOfProject,
  type GroupContext,
  type ProjectFacts,
  sharesServices,
  type Tx,
} from '@maximus/storage';
import { affectingStatuses } from '../rules/apv-roll-up.ts';
import { assessmentOf } from './apv-document.ts';

/** What one project's import changed, so that its groups need not be counted from the beginning. */
export interface ProjectChange {
  readonly projectKey: number;
  readonly services: readonly string[];
  readonly exposure: string;
  readonly isIncomplete: boolean;
  /** Whether the check state says something else than before: then nothing can be added up. */
  readonly isOtherState: boolean;
  /** Findings that were opened, and steps that were taken, in the order in which they were. */
  readonly moves: readonly {
    readonly groupKey: number;
    readonly from: FindingStatus | undefined;
    readonly to: FindingStatus;
  }[];
}

const maxServiceNames = 50;

/**
 * What the findings of some groups say together. After the import of one project, groups into which it only brought more
 * are added up from what their APVs remember; all others are counted from the beginning. The caller holds the locks.
 */
export async function readContexts(
  tx: Tx,
  groupKeys: readonly number[],
  rows: ReadonlyMap<number, ApvRow>,
  change: ProjectChange | undefined,
): Promise<ReadonlyMap<number, GroupContext>> {
  if (change === undefined || change.isOtherState || (await sharesServices(tx, change.projectKey)))
    return contextsOf(tx, groupKeys);
  const facts = await factsOfProject(tx, change.projectKey, groupKeys);
  const moves = Map.groupBy(change.moves, ({ groupKey }) => groupKey);
  const added = new Map<number, GroupContext>();
  for (const key of groupKeys) {
    const context = addedUp(rows.get(key), facts.get(key), moves.get(key) ?? [], change);
    if (context !== undefined) added.set(key, context);
  }
  const rest = groupKeys.filter((key) => !added.has(key));
  if (rest.length === 0) return added;
  return new Map([...added, ...(await contextsOf(tx, rest))]);
}

const isAffecting = (status: FindingStatus | undefined) => status !== undefined && affectingStatuses.includes(status);

/** Nothing where something may have become less: sets cannot be taken from. */
function addedUp(
  row: ApvRow | undefined,
  facts: ProjectFacts | undefined,
  moves: ProjectChange['moves'],
  change: ProjectChange,
): GroupContext | undefined {
  if (row === undefined || facts === undefined) return undefined;
  const counts: Partial<Record<FindingStatus, number>> = { ...row.finding_counts };
  let gained = 0;
  for (const { from, to } of moves) {
    if (isAffecting(from) && !isAffecting(to)) return undefined;
    if (!isAffecting(from) && isAffecting(to)) gained += 1;
    if (from !== undefined) counts[from] = (counts[from] ?? 0) - 1;
    counts[to] = (counts[to] ?? 0) + 1;
  }
  if (Object.values(counts).some((count) => count < 0)) return undefined;
  const isNew = facts.affecting === gained;
  const { context, affected_services } = assessmentOf(row);
  const names = isNew ? [...new Set([...affected_services, ...change.services])].sort() : affected_services;
  return {
    groupKey: row.group_key,
    counts: Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)),
    projects: row.project_count + (isNew ? 1 : 0),
    services: row.service_count + (isNew ? new Set(change.services).size : 0),
    serviceNames: names.slice(0, maxServiceNames),
    exposures: union(context.exposures, [change.exposure]),
    scopes: union(context.scopes, facts.scopes),
    reachability: union(context.reachability, facts.reachability),
    hasDirect: context.hasDirect || facts.hasDirect,
    isIncomplete: context.isIncomplete || change.isIncomplete,
    regressed: context.regressed || facts.regressed,
    isTest: false,
  };
}

function union<T>(a: readonly T[], b: readonly T[]): T[] {
  return [...new Set([...a, ...b])].sort();
}
