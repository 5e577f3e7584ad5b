import { type NewProject, type Project, type ProjectPatch, projectChanged } from '@maximus/contracts';
import { errors as httpErrors } from '@maximus/http';
import { newUuid, parseDuration, unwrap } from '@maximus/kernel';
import {
  clearOccurrences,
  findProject,
  groupsOfProject,
  insertProject,
  isUniqueViolation,
  type Jobs,
  lockOpenOfProject,
  lockProject,
  noteCheck,
  type ProjectRow,
  patchProject,
  setArchived,
  setNextScan,
  type Tx,
} from '@maximus/storage';
import { refreshApvs } from '../apvs/refresh-apvs.ts';
import { emitFindingBatch } from '../delta/batch-events.ts';
import { takeSteps } from '../delta/steps.ts';
import { errors } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { stepsWhenUnmatched } from '../rules/finding-transitions.ts';
import { requestProjectScan } from '../scans/request-scan.ts';
import { firstTurnMs } from '../scans/schedule.ts';
import { checkCloneAddress } from '../sources/clone-address.ts';
import { allowedFolder } from '../sources/take-path.ts';
import { toProjects } from './to-project.ts';

/** What a change of a project is told with. */
export interface ProjectContext {
  readonly correlationId: string;
}

/** Kinds that are read by scans; the others are brought up to date by uploads. */
const readKinds: ReadonlySet<string> = new Set(['path', 'git']);

/** A slug made of a name: lower case, dashes, at most 128 characters. */
export function slugOf(name: string): string {
  const slug = name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, 128);
  return slug === '' ? 'project' : slug;
}

/** A project by id or slug; `oraculo.project_not_found` where there is none. */
export async function projectNamed(parts: Parts, idOrSlug: string): Promise<ProjectRow> {
  const row = await findProject(parts.database, idOrSlug);
  if (row === undefined) throw errors.project_not_found(`there is no project "${idOrSlug}"`);
  return row;
}

/**
 * Registers a project; one whose source can be read is scanned at once and then periodically, spread over the period.
 * Throws `oraculo.slug_taken`, `oraculo.source_refused`.
 */
export async function registerProject(
  parts: Parts,
  jobs: Jobs,
  project: NewProject,
  context: ProjectContext & { readonly trigger?: 'manual' | 'first_start' },
): Promise<{ readonly project: Project; readonly row: ProjectRow }> {
  await checkSource(parts, project.source);
  const slug = project.slug ?? slugOf(project.name);
  try {
    return await parts.database.transaction(async (tx) => {
      const nowMs = parts.clock.now();
      const row = await insertProject(tx, { ...project, slug, id: newUuid(parts.clock) }, nowMs);
      if (readKinds.has(row.source_kind)) {
        const periodMs = (row.scan_period_seconds ?? 0) * 1000 || (parseDuration(parts.config.scan.period) ?? 0);
        await setNextScan(tx, row.key, firstTurnMs(row.id, nowMs, periodMs));
        await requestProjectScan(tx, parts, jobs, row, { trigger: context.trigger ?? 'manual', ...context });
      }
      return { project: await tell(tx, parts, row, 'created', context), row };
    });
  } catch (error) {
    if (isUniqueViolation(error, 'project_slug_key')) throw errors.slug_taken(`there is a project "${slug}" already`);
    throw error;
  }
}

/** Changes a project. `expected` is the version the caller saw; another one is `http.version_mismatch`. */
export async function changeProject(
  parts: Parts,
  idOrSlug: string,
  patch: ProjectPatch,
  context: ProjectContext & { readonly expected?: number | undefined },
): Promise<Project> {
  if (patch.source !== undefined) await checkSource(parts, patch.source);
  const { key } = await projectNamed(parts, idOrSlug);
  return parts.database.transaction(async (tx) => {
    const row = await lockProject(tx, key);
    checkVersion(row, context.expected);
    const changed = await patchProject(tx, row, patch, parts.clock.now());
    if (changed.exposure !== row.exposure || String(changed.services) !== String(row.services))
      await weighAgain(tx, parts, key, context);
    return tell(tx, parts, changed, 'updated', context);
  });
}

/** Archives a project: its findings are retracted, its components count no more, its history stays. */
export async function archiveProject(
  parts: Parts,
  idOrSlug: string,
  context: ProjectContext & { readonly expected?: number | undefined },
): Promise<Project> {
  const { key } = await projectNamed(parts, idOrSlug);
  return parts.database.transaction(async (tx) => {
    const row = await lockProject(tx, key);
    checkVersion(row, context.expected);
    if (row.archived) return (await toProjects(tx, parts, [row]))[0] as Project;
    const atMs = parts.clock.now();
    const open = await lockOpenOfProject(tx, key);
    const steps = await takeSteps(
      tx,
      open.map((finding) => ({
        finding,
        steps: stepsWhenUnmatched(finding.status),
        reason: 'the project was archived',
      })),
      { atMs, actor: 'oraculo', correlationId: context.correlationId },
    );
    await clearOccurrences(tx, key);
    const changed = await setArchived(tx, row, true, atMs);
    await noteCheck(tx, { projectKey: key, atMs, checkState: row.check_state, componentCount: 0 });
    using lease = parts.index.tryLease();
    const { sketches } = await refreshApvs(tx, parts, lease?.live, {
      groupKeys: open.map(({ groupKey }) => groupKey),
      atMs,
      ...context,
    });
    const cause = { kind: 'project', id: (await toProjects(tx, parts, [changed]))[0]?.id ?? '' } as const;
    await emitFindingBatch(tx, { cause, opened: [], steps, sketches, atMs, correlationId: context.correlationId });
    return tell(tx, parts, changed, 'archived', context);
  });
}

function checkVersion(row: ProjectRow, expected: number | undefined): void {
  if (expected !== undefined && expected !== row.version)
    throw httpErrors.version_mismatch(`the project has version ${row.version}, not ${expected}`);
}

/** Exposure and services are inputs of every priority that the project has a part in. */
async function weighAgain(tx: Tx, parts: Parts, projectKey: number, context: ProjectContext): Promise<void> {
  using lease = parts.index.tryLease();
  const groupKeys = await groupsOfProject(tx, projectKey);
  await refreshApvs(tx, parts, lease?.live, { groupKeys, atMs: parts.clock.now(), ...context });
}

async function tell(
  tx: Tx,
  parts: Parts,
  row: ProjectRow,
  change: 'created' | 'updated' | 'archived',
  context: ProjectContext,
): Promise<Project> {
  const [project] = await toProjects(tx, parts, [row]);
  if (project === undefined) throw new Error('a project that was written is there');
  tx.emit({ event: projectChanged, key: project.id, correlationId: context.correlationId, data: { project, change } });
  return project;
}

async function checkSource({ config }: Parts, source: NewProject['source']): Promise<void> {
  if (source.kind === 'path') unwrap(await allowedFolder(source, config.source.roots));
  if (source.kind === 'image')
    throw errors.source_refused('images are not read here: upload an SBOM of the image instead');
  if (source.kind !== 'git') return;
  const rules = { schemes: config.source.git_schemes, allowPrivate: config.source.allow_private_addresses };
  unwrap(await checkCloneAddress(source.location, rules));
}
