import type { ProjectFiles } from '@maximus/inventory';
import type { InstalledTool, MetadataSource, RegistryAccess } from '@maximus/remediation';
import type { CommandIo } from '../../terminal/io.ts';

/** What this machine has for the projects of one ecosystem: tools of the user's own, and the registries that the user set. */
export interface Machine {
  /** By the package manager's id; nothing is fetched because a project names it. */
  readonly tools: ReadonlyMap<string, readonly InstalledTool[]>;
  readonly access: RegistryAccess;
  /** Where the package metadata of one lock file comes from; the same question has the same answer. */
  sourceFor(project: ProjectFiles, lockFile: string): Promise<MetadataSource>;
}

/** Finds out what is there; `emptyFolder` is no project, so that nothing of one takes part. Never throws for what is missing. */
export type FindMachine = (io: CommandIo, emptyFolder: string) => Promise<Machine>;
