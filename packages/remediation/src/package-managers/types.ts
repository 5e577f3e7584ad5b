import type { ArenaElsewhere, HostPort, ToolMount } from '@maximus/arena';
import type { ProjectFiles } from '@maximus/inventory';
import type { Clock, Result } from '@maximus/kernel';
import type { Matcher } from '@maximus/matching';
import type { MetadataSource } from '../registries/types.ts';
import type { PinMove, ResolverModel } from '../resolver/types.ts';

/** Texts of one folder by their path in it: manifests, lock file and configuration, and nothing else of the project. */
export type ManagerFiles = ReadonlyMap<string, string>;

/** An installed tool of the operator's allow-list; nothing is fetched because a project names it. */
export interface InstalledTool {
  readonly version: string;
  /** How it is started inside a sandbox: `['npm']`, or a runtime and a file. */
  readonly argv: readonly string[];
  /** Folders outside of the system that it needs. */
  readonly mounts: readonly ToolMount[];
}

/** The version that a project asks for, and where it says so. */
export interface PinnedVersion {
  /** Exact, or the number that it must begin with, such as `9`. */
  readonly version: string;
  readonly exact: boolean;
  /** Any version from this one on will do. */
  readonly least?: true;
  readonly from: string;
}

/** What a run of a tool is started with, behind the words that start the tool. */
export interface ToolCommand {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** What the operator gives a run: addresses and credentials stand in no file of the project. */
export interface RegistryAccess {
  /** Holds where the project names no registry. */
  readonly defaultRegistry: string;
  /** Address of a registry → value of the `Authorization` header. */
  readonly credentials: ReadonlyMap<string, string>;
  /** Addresses of further hosts that the registries serve their archives from. */
  readonly archiveHosts?: readonly string[];
  /** Settings of the tool on this machine that are handed on by name, such as `GOSUMDB`. */
  readonly settings?: ReadonlyMap<string, string>;
  /** Certificates (PEM) that the user trusts for registries beside those of the tool, as behind a proxy of a company. */
  readonly certificates?: string;
}

/** What a model is made of. */
export interface ModelInput {
  readonly project: ProjectFiles;
  readonly lockFile: string;
  readonly matcher: Matcher;
  readonly registry: MetadataSource;
  readonly clock: Clock;
}

/**
 * One package manager (eureka.md §5, arena.md §3). Everything here is data about the tool; `writeLock` runs it. Paths in
 * `ManagerFiles` are relative to the folder of the lock file.
 */
export interface PackageManager {
  /** Folder name. */
  readonly id: string;
  readonly description: string;
  /** OSV spelling. */
  readonly ecosystem: string;
  readonly lockFiles: readonly string[];
  readonly manifestFiles: readonly string[];
  /** Configuration files that `allowedConfig` knows; the rest of the folder never comes along. */
  readonly configFiles: readonly string[];
  /** Whether reading the manifest runs code of the project: then nothing happens at level `static`. */
  readonly manifestIsProgram: boolean;
  /** Whether a lock file is of this tool, where several share its name; `head` is its first 4 KiB. */
  detect(lockFile: string, head: string): boolean;
  /** Nothing where the project does not say. */
  pinnedVersion(files: ManagerFiles): PinnedVersion | undefined;
  /** The configuration that a run may see, written anew from what arena.md §3 allows; absent files are left out whole. */
  allowedConfig(files: ManagerFiles): ManagerFiles;
  /** Hosts of the registries that the project's own configuration and `access` name. */
  registries(files: ManagerFiles, access: RegistryAccess): readonly HostPort[];
  /**
   * Files for the one run, beside the allowed configuration; they hold the credentials and go with the run. `files` are
   * those of the project, for tools that read their settings from one file only.
   */
  accessFiles(access: RegistryAccess, files?: ManagerFiles): ManagerFiles;
  /** Writes the lock file for the manifests as they are, with every script off. */
  lockCommand(files: ManagerFiles, access?: RegistryAccess): ToolCommand;
  /** Accepts the lock file as it is, or fails. */
  frozenCommand(files: ManagerFiles, access?: RegistryAccess): ToolCommand;
  /** What can be asked where the lock file names archives that no registry serves; absent where that is not known. */
  readonly elsewhere?: ArenaElsewhere;
  /** Folders of further manifests of the same lock file, such as workspaces. */
  manifestFolders(lockText: string): readonly string[];
  /** Entries of a lock file as `name@version`, for the comparison with the model. */
  entries(lockText: string): Result<ReadonlyMap<string, string>>;
  /** Whether a file of another name than `lockFiles` is a lock file of this tool. */
  claims?(lockFile: string): boolean;
  /**
   * Further files that the tool needs as data, by their path from the lock file's folder: manifests of members, sources, or
   * empty ones in their place. Fails where a part of them would be a program, or lies outside of the project.
   */
  inputs?(project: ProjectFiles, folder: string, files: ManagerFiles): Promise<Result<ManagerFiles>>;
  /** The runs that write the lock file, one after the other, in the place of `lockCommand`. */
  lockCommands?(files: ManagerFiles, pins: readonly PinMove[], access: RegistryAccess): readonly ToolCommand[];
  /** Whether the prepared lock file says what the tool's says, so that its layout is the one to keep. */
  saysTheSame?(prepared: string, written: string): boolean;
  /** Files beside the lock file that the tool writes too. */
  readonly alsoWritten?: readonly string[];
  /** File that the run leaves for `entries`, where the lock file itself names no tree. */
  readonly treeFile?: string;
  /** Absent where the ecosystem has no model yet: then a person takes over. */
  openModel?(input: ModelInput): Promise<Result<ResolverModel>>;
}
