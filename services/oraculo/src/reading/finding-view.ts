import {
  type DependencyPaths,
  type Finding,
  type FindingAcceptance,
  FindingUse,
  type FindingVex,
  type MatchedAdvisory,
} from '@maximus/contracts';
import { nearestPath, shortestPaths } from '@maximus/inventory';
import { findingDetail, scopeCodes, standingSnapshot, wireId } from '@maximus/storage';
import { errors } from '../errors.ts';
import type { TakenFile } from '../imports/taken-inventory.ts';
import type { Parts } from '../parts.ts';
import { findingSummaries } from '../rest/finding-summaries.ts';
import { graphOf } from './snapshot-graph.ts';

/** Over all files of a project together (apv.md §3). */
const mostPaths = 20;

/** A finding with its places; the path to each is computed from the graph of the current snapshot. */
export async function findingWithPlaces(parts: Parts, uuid: string): Promise<Finding> {
  const { database } = parts;
  const [summary] = await findingSummaries(database, [uuid]);
  const detail = await findingDetail(database, uuid);
  if (summary === undefined || detail === undefined) throw errors.finding_not_found('there is no such finding');
  const graph = await currentGraph(parts, detail.projectKey);
  const occurrences = detail.places.map(({ file, scope, direct, line }) => {
    const taken = graph?.find(({ path }) => path === file);
    const keys = taken === undefined ? [] : keysIn(taken, detail.purl, detail.requested);
    const paths = keys.flatMap((key) => (taken === undefined ? [] : [nearestPath(taken, key) ?? []]));
    const path = paths.filter(({ length }) => length > 0).sort((a, b) => a.length - b.length)[0] ?? [];
    return { file, scope: scopeCodes[scope] ?? 'unknown', direct, ...(line !== null && { line }), path: [...path] };
  });
  const { acceptance, vex } = detail;
  const use = FindingUse.safeParse(detail.use);
  return {
    ...summary,
    matched_advisories: detail.matched as unknown as MatchedAdvisory[],
    occurrences,
    ...(vex !== null && { vex: vex as FindingVex }),
    ...(acceptance !== null &&
      acceptance.expiresAt !== null && {
        acceptance: {
          reason: acceptance.reason,
          owner: acceptance.owner,
          scope: acceptance.scope as FindingAcceptance['scope'],
          expires_at: acceptance.expiresAt.toISOString(),
        },
      }),
    ...(detail.confirmation !== null && { confirmation: detail.confirmation }),
    ...(use.success && { use: use.data }),
    patch_ids: detail.patchIds,
    created_at: detail.createdAt.toISOString(),
    updated_at: detail.updatedAt.toISOString(),
  };
}

/** The shortest paths from the project's own dependencies to the component of a finding, 20 over all files. */
export async function pathsOfFinding(parts: Parts, uuid: string): Promise<DependencyPaths> {
  const detail = await findingDetail(parts.database, uuid);
  if (detail === undefined) throw errors.finding_not_found('there is no such finding');
  const snapshot = await standingSnapshot(parts.database, detail.projectKey);
  const graph = snapshot === undefined ? undefined : await graphOf(parts, snapshot);
  if (snapshot === undefined || graph === undefined) throw errors.snapshot_not_found('the project has no snapshot');
  let left = mostPaths;
  let truncated = false;
  const files: DependencyPaths['files'] = [];
  for (const taken of graph) {
    const paths: string[][] = [];
    for (const key of keysIn(taken, detail.purl, detail.requested)) {
      const found = shortestPaths(taken, key, left);
      truncated ||= found.truncated;
      left -= found.paths.length;
      paths.push(...found.paths.map((path) => [...path]));
    }
    if (paths.length > 0) files.push({ file: taken.path, paths: paths.sort((a, b) => a.length - b.length) });
  }
  return {
    project_id: wireId('prj', detail.projectId),
    component_id: wireId('cmp', detail.componentId),
    snapshot_id: wireId('snp', snapshot.id),
    files,
    paths_truncated: truncated,
  };
}

async function currentGraph(parts: Parts, projectKey: number): Promise<readonly TakenFile[] | undefined> {
  const snapshot = await standingSnapshot(parts.database, projectKey);
  return snapshot === undefined ? undefined : await graphOf(parts, snapshot);
}

/** A tree holds one component under several keys, one for each place it is installed in. */
function keysIn({ components }: TakenFile, purl: string, requested: string): readonly string[] {
  return components
    .filter((each) => each.purl === purl && (each.version !== undefined || (each.requested ?? '') === requested))
    .map(({ key }) => key);
}
