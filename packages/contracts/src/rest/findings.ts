import { z } from 'zod';
import { Finding, FindingStatus, FindingSummary, StateChange } from '../apv/index.ts';
import { Priority, Scope, Severity } from '../vocabulary.ts';
import { listQuery, pageOf } from '../wire/index.ts';
import { defineEndpoint } from './endpoint.ts';

const tag = 'Findings';
const byId = z.strictObject({ id: z.string().max(128) });

/** The sorts of `listFindings`; each has an index. */
export const findingSorts = ['priority', 'due_at', 'severity', 'cvss', 'epss', 'first_seen', 'changed'] as const;
/** One of them. */
export type FindingSort = (typeof findingSorts)[number];

/** What narrows a list of findings; exports take the same. */
export const findingFilterQuery = {
  status: FindingStatus.optional(),
  /** True: those that are still to be dealt with; false: those that are not affected, accepted, resolved or retracted. */
  open: z.stringbool().optional(),
  priority: Priority.optional(),
  severity: Severity.optional(),
  ecosystem: z.string().max(64).optional(),
  package: z.string().max(512).optional(),
  /** Id or slug. */
  project: z.string().max(128).optional(),
  team: z.string().max(128).optional(),
  service: z.string().max(128).optional(),
  scope: Scope.optional(),
  direct: z.stringbool().optional(),
  kev: z.stringbool().optional(),
  /** APV id, code, CVE or alias. */
  apv: z.string().max(128).optional(),
} as const;

/** Findings, most urgent first. */
export const listFindings = defineEndpoint({
  id: 'listFindings',
  method: 'GET',
  path: '/api/estate/findings',
  summary: 'Findings of the estate: one flaw in one component of one project',
  tag,
  access: { role: 'viewer' },
  query: listQuery(findingSorts).extend(findingFilterQuery),
  answers: { 200: pageOf(FindingSummary) },
});

/** With matched advisories, places and the shortest path to each; a merged finding is not found under its old id. */
export const getFinding = defineEndpoint({
  id: 'getFinding',
  method: 'GET',
  path: '/api/estate/findings/{id}',
  summary: 'One finding with its places and the shortest path to each',
  tag,
  access: { role: 'viewer' },
  params: byId,
  answers: { 200: Finding },
});

/** Why a component is in a project: paths through the graph of the current snapshot, `name@version` each step. */
export const DependencyPaths = z.strictObject({
  project_id: z.string(),
  component_id: z.string(),
  snapshot_id: z.string(),
  files: z.array(
    z.strictObject({
      file: z.string(),
      /** Shortest first, at most one per root. */
      paths: z.array(z.array(z.string())),
    }),
  ),
  /** At most 20 paths are given; true where there are more. */
  paths_truncated: z.boolean(),
});
export type DependencyPaths = z.infer<typeof DependencyPaths>;

export const getFindingPaths = defineEndpoint({
  id: 'getFindingPaths',
  method: 'GET',
  path: '/api/estate/findings/{id}/paths',
  summary: 'Shortest paths from the project to the component of a finding',
  tag,
  access: { role: 'viewer' },
  params: byId,
  answers: { 200: DependencyPaths },
});

export const listFindingHistory = defineEndpoint({
  id: 'listFindingHistory',
  method: 'GET',
  path: '/api/estate/findings/{id}/history',
  summary: 'How the state of a finding changed, newest first',
  tag,
  access: { role: 'viewer' },
  params: byId,
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(200).default(50),
    cursor: z.string().max(1_024).optional(),
  }),
  answers: { 200: pageOf(StateChange) },
});
