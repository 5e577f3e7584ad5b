import type { DiskFiles } from '@maximus/inventory';
import { openFolder } from '@maximus/inventory';
import type { IndexHold, ProjectTree } from '../parts.ts';
import type { PatchPlace } from '../patches/describe.ts';

/** A project that is open for a run: its files, the index it is judged by, and the chain it belongs to. */
export interface OpenProject {
  readonly place: PatchPlace;
  readonly tree: ProjectTree;
  readonly files: DiskFiles;
  readonly live: IndexHold['live'];
  readonly correlationId: string;
  readonly signal: AbortSignal;
  /** Says that the run is getting on. */
  progress(): void;
}

/** The same without files, where a project has none. */
export type AnyProject = Omit<OpenProject, 'files'>;

/** Opens the folder of a tree; `undefined` where it is gone. */
export async function filesOf(tree: ProjectTree): Promise<DiskFiles | undefined> {
  const opened = await openFolder(tree.folder);
  return opened.ok ? opened.value : undefined;
}
