import { z } from 'zod';
import { NewProject, Project, ProjectId, ProjectPatch, ScanId, SnapshotId, SourceKind } from '../estate/index.ts';
import { CheckState } from '../vocabulary.ts';
import { listQuery, pageOf } from '../wire/index.ts';
import { defineEndpoint } from './endpoint.ts';

const tag = 'Estate';
const byId = z.strictObject({ id: z.string().max(128) });

/** Projects, by name unless another sort is asked for. */
export const listProjects = defineEndpoint({
  id: 'listProjects',
  method: 'GET',
  path: '/api/estate/projects',
  summary: 'Projects of the estate',
  tag,
  access: { role: 'viewer' },
  query: listQuery(['name', 'slug', 'last_scan', 'created']).extend({
    q: z.string().max(200).optional(),
    team: z.string().max(128).optional(),
    source: SourceKind.optional(),
    check_state: CheckState.optional(),
    archived: z.stringbool().default(false),
  }),
  answers: { 200: pageOf(Project) },
});

/** Registers a project and asks for its first scan. */
export const createProject = defineEndpoint({
  id: 'createProject',
  method: 'POST',
  path: '/api/estate/projects',
  summary: 'Register a project; its first scan starts at once',
  tag,
  access: { role: 'operator' },
  body: NewProject,
  answers: { 201: Project },
});

export const getProject = defineEndpoint({
  id: 'getProject',
  method: 'GET',
  path: '/api/estate/projects/{id}',
  summary: 'One project, by id or slug',
  tag,
  access: { role: 'viewer' },
  params: byId,
  answers: { 200: Project },
});

/** `If-Match` with the version is honoured where it is sent. */
export const updateProject = defineEndpoint({
  id: 'updateProject',
  method: 'PATCH',
  path: '/api/estate/projects/{id}',
  summary: 'Change what a project says of itself',
  tag,
  access: { role: 'operator' },
  params: byId,
  body: ProjectPatch,
  answers: { 200: Project },
});

/** Nothing is deleted: findings are retracted and stay with their history. */
export const archiveProject = defineEndpoint({
  id: 'archiveProject',
  method: 'DELETE',
  path: '/api/estate/projects/{id}',
  summary: 'Archive a project; its findings are retracted',
  tag,
  access: { role: 'operator' },
  params: byId,
  answers: { 200: Project },
});

export const scanProject = defineEndpoint({
  id: 'scanProject',
  method: 'POST',
  path: '/api/estate/projects/{id}/scan',
  summary: 'Scan a project now; a request while one waits joins it',
  tag,
  access: { role: 'operator' },
  params: byId,
  answers: { 202: z.strictObject({ scan_id: ScanId, joined: z.boolean() }) },
});

/** CycloneDX or SPDX, raw or as a form with one file; checked before it is accepted. */
export const uploadSbom = defineEndpoint({
  id: 'uploadSbom',
  method: 'POST',
  path: '/api/estate/sbom',
  summary: 'Upload an SBOM as the inventory of a project',
  tag,
  access: { role: 'operator', scopes: ['inventory:write'] },
  query: z.strictObject({ project: z.string().min(1).max(128), create: z.stringbool().default(false) }),
  bodyKind: 'either',
  maxBodyBytes: 100 * 1024 * 1024,
  answers: { 202: z.strictObject({ snapshot_id: SnapshotId, scan_id: ScanId, project_id: ProjectId }) },
  limit: 'bom_upload',
});

/** What `maximus scan --report-to` sends: what was read, without the judgement of the sender. */
export const postInventory = defineEndpoint({
  id: 'postInventory',
  method: 'POST',
  path: '/api/estate/inventory',
  summary: 'Post the inventory of a scan made elsewhere',
  tag,
  access: { role: 'operator', scopes: ['inventory:write'] },
  query: z.strictObject({ project: z.string().min(1).max(128), create: z.stringbool().default(false) }),
  bodyKind: 'raw',
  maxBodyBytes: 100 * 1024 * 1024,
  answers: { 202: z.strictObject({ snapshot_id: SnapshotId, scan_id: ScanId, project_id: ProjectId }) },
  limit: 'bom_upload',
});
