import type { ReplayMemory } from '@maximus/forge';
import { fail, type Result } from '@maximus/kernel';
import { findProject, type PatchRow, type ProjectRow, wireId } from '@maximus/storage';
import { errors } from '../errors.ts';
import type { Parts, ProjectTree } from '../parts.ts';
import { forgeOfProject, type ProjectForge } from './forge-of-project.ts';

/** Opens the way out of a project for some work; a folder is opened, a git address is not cloned for it. Webhooks need `replays`. */
export async function withForge<T>(
  parts: Parts,
  project: ProjectRow,
  signal: AbortSignal,
  work: (way: Result<ProjectForge>, tree: ProjectTree | undefined) => Promise<T>,
  replays?: ReplayMemory,
): Promise<T> {
  if (project.source_kind === 'git') return work(await forgeOfProject(parts, project, undefined, replays), undefined);
  if (project.source_kind !== 'path')
    return work(fail(errors.no_files(`a ${project.source_kind} source has no files`)), undefined);
  const done = await parts.estate.withProject(project.key, { signal }, async (tree) =>
    work(await forgeOfProject(parts, project, tree, replays), tree),
  );
  return done.ok ? done.value : work(done, undefined);
}

/** The project of a patch, as it is now. */
export async function projectOf(
  { database }: Parts,
  patch: Pick<PatchRow, 'project_uuid'>,
): Promise<ProjectRow | undefined> {
  return findProject(database, wireId('prj', patch.project_uuid));
}
