import { z } from 'zod';
import { EstateComponent, Snapshot } from '../estate/index.ts';
import { Scope } from '../vocabulary.ts';
import { listQuery, pageOf } from '../wire/index.ts';
import { defineEndpoint } from './endpoint.ts';

const tag = 'Estate';
const byId = z.strictObject({ id: z.string().max(128) });

/** The sorts of `listComponents`; each has an index. */
export const componentSorts = ['purl', 'first_seen'] as const;
/** One of them. */
export type ComponentSort = (typeof componentSorts)[number];

/** A component of a list, with how much it is used and what is known of it. */
export const ListedComponent = EstateComponent.extend({
  project_count: z.number().int(),
  /** Flaws that match this version, whatever was decided about them. */
  advisory_count: z.number().int(),
});
export type ListedComponent = z.infer<typeof ListedComponent>;

/** "Do we have it, and where": by package URL with or without version, or by name. */
export const listComponents = defineEndpoint({
  id: 'listComponents',
  method: 'GET',
  path: '/api/estate/components',
  summary: 'Components of the estate, by package URL or name',
  tag,
  access: { role: 'viewer' },
  query: listQuery(componentSorts).extend({
    /** Exact, or without its version for all versions. */
    purl: z.string().max(1_500).optional(),
    /** In any spelling that means the same package where `ecosystem` is given; else without regard to case. */
    name: z.string().max(512).optional(),
    /** Together with `name` or `purl`. */
    version: z.string().max(256).optional(),
    ecosystem: z.string().max(64).optional(),
  }),
  answers: { 200: pageOf(ListedComponent) },
});

export const getComponent = defineEndpoint({
  id: 'getComponent',
  method: 'GET',
  path: '/api/estate/components/{id}',
  summary: 'One component, by id or exact package URL',
  tag,
  access: { role: 'viewer' },
  params: z.strictObject({ id: z.string().max(1_500) }),
  answers: { 200: ListedComponent },
});

/** A project that has a component now. */
export const ComponentUse = z.strictObject({
  project_id: z.string(),
  slug: z.string(),
  name: z.string(),
  team: z.string().optional(),
  direct: z.boolean(),
  /** The one that matters most among its places. */
  scope: Scope,
  files: z.array(z.string()),
});
export type ComponentUse = z.infer<typeof ComponentUse>;

/** Who has it: one look-up by index, whatever the size of the estate. */
export const listComponentProjects = defineEndpoint({
  id: 'listComponentProjects',
  method: 'GET',
  path: '/api/estate/components/{id}/projects',
  summary: 'The projects that have a component now',
  tag,
  access: { role: 'viewer' },
  params: byId,
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(200).default(50),
    cursor: z.string().max(1_024).optional(),
  }),
  answers: { 200: pageOf(ComponentUse) },
});

export const listSnapshots = defineEndpoint({
  id: 'listSnapshots',
  method: 'GET',
  path: '/api/estate/projects/{id}/snapshots',
  summary: 'Snapshots of a project, newest first',
  tag,
  access: { role: 'viewer' },
  params: byId,
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(200).default(50),
    cursor: z.string().max(1_024).optional(),
  }),
  answers: { 200: pageOf(Snapshot) },
});

/** A component as a snapshot holds it: one row per component, file and scope. */
export const SnapshotComponent = z.strictObject({
  purl: z.string(),
  ecosystem: z.string(),
  name: z.string(),
  version: z.string().optional(),
  requested: z.string().optional(),
  file: z.string(),
  scope: Scope,
  direct: z.boolean(),
  override: z.string().optional(),
  line: z.number().int().positive().optional(),
});
export type SnapshotComponent = z.infer<typeof SnapshotComponent>;

export const listSnapshotComponents = defineEndpoint({
  id: 'listSnapshotComponents',
  method: 'GET',
  path: '/api/estate/snapshots/{id}/components',
  summary: 'What a snapshot was made of, also one of long ago',
  tag,
  access: { role: 'viewer' },
  params: byId,
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(200).default(50),
    cursor: z.string().max(4_096).optional(),
    /** Part of a name. */
    q: z.string().max(200).optional(),
  }),
  answers: { 200: pageOf(SnapshotComponent) },
});

const side = SnapshotComponent.pick({ purl: true, ecosystem: true, name: true, version: true });

/** What changed between two snapshots of one project; at most 1,000 entries each, the counts are exact. */
export const SnapshotDiff = z.strictObject({
  from: z.string(),
  to: z.string(),
  added: z.array(side),
  removed: z.array(side),
  /** Packages of which one version went and another came. */
  changed: z.array(
    z.strictObject({ ecosystem: z.string(), name: z.string(), from: z.array(z.string()), to: z.array(z.string()) }),
  ),
  counts: z.strictObject({ added: z.number().int(), removed: z.number().int(), changed: z.number().int() }),
  truncated: z.boolean(),
});
export type SnapshotDiff = z.infer<typeof SnapshotDiff>;

export const diffSnapshots = defineEndpoint({
  id: 'diffSnapshots',
  method: 'GET',
  path: '/api/estate/snapshots/{a}/diff/{b}',
  summary: 'What changed from snapshot a to snapshot b of the same project',
  tag,
  access: { role: 'viewer' },
  params: z.strictObject({ a: z.string().max(128), b: z.string().max(128) }),
  answers: { 200: SnapshotDiff },
});
