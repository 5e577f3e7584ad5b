import { listFiles, openFolder } from '@maximus/inventory';
import type { Clock } from '@maximus/kernel';
import { isSourceFile, type SourceFiles } from '@maximus/reachability';

/** The project's own source, or why it could not be listed wholly; listed when it is first asked for, and once. */
export type ProjectSources = () => Promise<{ readonly files: SourceFiles } | { readonly reason: string }>;

const maxFiles = 20_000;
const maxFileBytes = 2 << 20;
const maxMs = 10_000;

/** The source files below a folder on disk, bounded in number, size and time; vendored and ignored folders are left out. */
export function sourcesIn(folder: string, clock: Clock): ProjectSources {
  let listing: ReturnType<ProjectSources> | undefined;
  return () => {
    listing ??= list(folder, clock);
    return listing;
  };
}

async function list(folder: string, clock: Clock): ReturnType<ProjectSources> {
  const opened = await openFolder(folder, maxFileBytes);
  if (!opened.ok) return { reason: opened.error.message };
  const deadline = clock.now() + maxMs;
  const isOver = () => clock.now() > deadline;
  const { paths, complete } = await listFiles(opened.value, { wants: isSourceFile, maxFiles, isOver });
  if (!complete) return { reason: 'there are more source files than are looked at' };
  return { files: { paths: async () => paths, read: (path) => opened.value.read(path) } };
}
