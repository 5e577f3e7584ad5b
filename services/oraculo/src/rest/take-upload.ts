import { buffer } from 'node:stream/consumers';
import type { postInventory, uploadSbom } from '@maximus/contracts';
import type { HandlerInput, Upload as HttpUpload } from '@maximus/http';
import { type Answer, acceptedAnswer, errors as httpErrors } from '@maximus/http';
import { unwrap } from '@maximus/kernel';
import { findProject, type Jobs, type ProjectRow, packContent, wireId } from '@maximus/storage';
import { errors } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { registerProject, slugOf } from '../projects/manage-projects.ts';
import { requestUpload } from '../scans/request-scan.ts';
import { checkUpload } from '../sources/read-upload.ts';
import { maxSbomBytes } from '../sources/take-upload.ts';

type Input = HandlerInput<typeof uploadSbom> | HandlerInput<typeof postInventory>;

/** Checks an upload, stores it with its snapshot and scan, and answers 202 once all three are on disk. */
export async function takeUpload(
  parts: Parts,
  jobs: Jobs,
  kind: 'sbom' | 'inventory',
  { upload, query, correlationId, signal }: Input,
): Promise<Answer> {
  if (upload === undefined) throw httpErrors.bad_request('the request has no body');
  const bytes = await bytesOf(upload);
  const tool = kind === 'sbom' ? 'upload' : 'maximus scan';
  unwrap(await checkUpload(kind, bytes, { tool, signal }));
  const trigger = kind === 'sbom' ? ('upload' as const) : ('report' as const);
  const done = await acceptUpload(parts, jobs, { bytes, kind, tool, trigger, correlationId, ...query });
  return acceptedAnswer({
    snapshot_id: wireId('snp', done.snapshotId),
    scan_id: wireId('scn', done.scanId),
    project_id: wireId('prj', done.project.id),
  });
}

/** An upload whose content was checked. */
export interface AcceptedUpload {
  readonly bytes: Uint8Array;
  readonly kind: 'sbom' | 'inventory';
  readonly tool: string;
  readonly trigger: 'upload' | 'report';
  readonly correlationId: string;
  /** Id, slug or name. */
  readonly project: string;
  /** Whether a project that is not there is made. */
  readonly create: boolean;
}

/** Stores an upload for its project; the import begins at once, before everything periodic. */
export async function acceptUpload(parts: Parts, jobs: Jobs, upload: AcceptedUpload) {
  const project = await projectFor(parts, jobs, upload);
  const content = await packContent(upload.bytes);
  const { kind, tool, trigger, correlationId } = upload;
  const requested = await parts.database.transaction((tx) =>
    requestUpload(tx, parts, jobs, project, { content, kind, tool }, { trigger, correlationId }),
  );
  return { ...requested, project };
}

async function projectFor(
  parts: Parts,
  jobs: Jobs,
  { project, create, kind, correlationId }: AcceptedUpload,
): Promise<ProjectRow> {
  const slug = slugOf(project);
  const found = (await findProject(parts.database, project)) ?? (await findProject(parts.database, slug));
  if (found !== undefined) {
    if (found.archived) throw errors.project_not_found(`the project "${project}" is archived`);
    if (found.source_kind === 'path' || found.source_kind === 'git') {
      const why = `the server reads "${found.slug}" from its ${found.source_kind} source; the next scan would undo an upload`;
      throw errors.upload_refused(why);
    }
    return found;
  }
  if (!create) throw errors.project_not_found(`there is no project "${project}"; create=true makes one`);
  const source = { kind: kind === 'sbom' ? ('sbom' as const) : ('report' as const), location: 'upload' };
  return (await registerProject(parts, jobs, { name: nameOf(project), slug, source }, { correlationId })).row;
}

/** A name of one plain line, as every other project has (contracts, `NewProject`). */
function nameOf(text: string): string {
  return (
    text
      .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
      .trim()
      .slice(0, 200) || 'project'
  );
}

async function bytesOf({ stream }: HttpUpload): Promise<Uint8Array> {
  const bytes = await buffer(stream);
  if (bytes.length > maxSbomBytes) throw httpErrors.body_too_large(`an upload has at most ${maxSbomBytes} bytes`);
  if (bytes.length === 0) throw httpErrors.bad_request('the upload is empty');
  return bytes;
}
