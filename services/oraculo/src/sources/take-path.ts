import { realpath } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { ProjectSource } from '@maximus/contracts';
import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { readGitHead } from './git-head.ts';
import { isWithin, takeFolder } from './take-folder.ts';
import type { TakeSource } from './types.ts';

/** Folders below the roots that the operator allows, read in place and never written. */
export function pathSource(roots: readonly string[], maxMs: number): TakeSource {
  return async (source, tools) => {
    const allowed = await allowedFolder(source, roots);
    if (!allowed.ok) return allowed;
    const head = await readGitHead(allowed.value);
    return takeFolder(allowed.value, {
      subdirectory: source.subdirectory,
      maxMs,
      signal: tools.signal,
      tool: tools.tool,
      ...head,
    });
  };
}

/** The real path of a `path` source, or `oraculo.source_refused` when no allowed root holds it. */
export async function allowedFolder(source: ProjectSource, roots: readonly string[]): Promise<Result<string>> {
  const { location } = source;
  if (!isAbsolute(location)) return fail(errors.source_refused('the location of a path source is an absolute path'));
  if (roots.length === 0) return fail(errors.source_refused('source.roots allows no folder'));
  let real: string;
  try {
    real = await realpath(location);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    return fail(errors.source_unreadable(`the folder cannot be opened (${code})`, {}, cause));
  }
  for (const root of roots) {
    // A root that is not there allows nothing; the others may.
    const base = await realpath(root).catch(() => undefined);
    if (base !== undefined && isWithin(base, real)) return ok(real);
  }
  return fail(errors.source_refused('the folder is below none of source.roots (MAXIMUS_SOURCE_ROOTS)'));
}
