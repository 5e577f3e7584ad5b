import type { ProjectFiles } from '@maximus/inventory';
import type { InstalledTool, RegistryAccess } from '../package-managers/types.ts';
import type { MetadataSource } from '../registries/types.ts';

/** What a machine has for the projects of one ecosystem: the tools that are installed, and the registries that they are set to. */
export interface Toolchain {
  /** By the package manager's id; nothing is fetched because a project names it. */
  readonly tools: ReadonlyMap<string, readonly InstalledTool[]>;
  readonly access: RegistryAccess;
  /**
   * Where the package metadata of one lock file comes from. A source keeps its answers: one of `opened` is taken again where
   * it would be the same, and a new one is put there.
   */
  openSource(project: ProjectFiles, lockFile: string, opened?: OpenedSources): Promise<MetadataSource>;
}

/** The sources of one run, by what decides where they ask. */
export type OpenedSources = Map<string, MetadataSource>;

/** Where tools are looked for, and what the operator says of registries. */
export interface ToolchainInput {
  /** `PATH`, and the tools' own variables; nothing else of it is handed on. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** No project, so that nothing of one takes part; the sandbox's user must be able to pass through it. */
  readonly emptyFolder: string;
  /** Registries by ecosystem (OSV spelling) that hold in the place of the one that a tool is set to. */
  readonly registries?: ReadonlyMap<string, string>;
  /** Further addresses that projects may name, such as those in a private network. */
  readonly allowed?: readonly string[];
  readonly signal?: AbortSignal;
  /** What one program may take to answer, in milliseconds; default 30,000. */
  readonly answerMs?: number;
  /** Told where nobody waited for an answer any longer: what is found is then no lasting fact about the machine. */
  readonly onGivenUp?: () => void;
}

/** Finds out what is there for one ecosystem. Never throws for what is missing. */
export type FindToolchain = (input: ToolchainInput) => Promise<Toolchain>;
