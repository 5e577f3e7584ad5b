import type { AdvisoryIndex } from '@maximus/advisories';
import type {
  ArenaStep,
  EvidenceManifest,
  PackageChange,
  ProofResult,
  RescanDiff,
  SandboxLevel,
  TestComparison,
  Verdict,
} from '@maximus/contracts';
import type { ProjectFiles } from '@maximus/inventory';
import type { Clock, Result } from '@maximus/kernel';
import type { SealedEvidence } from '../evidence/seal.ts';
import type { EvidenceSigner } from '../evidence/signer.ts';
import type { Proof } from '../proofs/types.ts';
import type { ContainerImages } from '../sandbox/container/types.ts';
import type { SandboxSupport } from '../sandbox/probe.ts';
import type { HostPort, ToolMount } from '../sandbox/types.ts';
import type { ArenaLimits } from './limits.ts';
import type { VulnerableTreeCache } from './tree-cache.ts';

/** Texts of one folder by their path in it, as the package manager plug-ins of remediation take them. */
export type ManagerFiles = ReadonlyMap<string, string>;

/** An installed tool of the operator's allow-list; nothing is fetched because a project names it. */
export interface ArenaTool {
  readonly version: string;
  /** How it is started inside a sandbox. */
  readonly argv: readonly string[];
  /** Folders outside of the system that it needs. */
  readonly mounts: readonly ToolMount[];
}

/** What the operator gives a run: addresses and credentials stand in no file of the project. */
export interface ArenaAccess {
  readonly defaultRegistry: string;
  /** Address of a registry → value of the `Authorization` header. */
  readonly credentials: ReadonlyMap<string, string>;
  /** Further hosts that a registry serves its archives from, as addresses. */
  readonly archiveHosts?: readonly string[];
}

/** What the arena asks of a package manager; every plug-in of remediation's family fits as it is. */
export interface ArenaPackageManager {
  readonly id: string;
  /** OSV spelling. */
  readonly ecosystem: string;
  readonly lockFiles: readonly string[];
  readonly manifestFiles: readonly string[];
  readonly configFiles: readonly string[];
  readonly manifestIsProgram: boolean;
  pinnedVersion(
    files: ManagerFiles,
  ): { readonly version: string; readonly exact: boolean; readonly least?: true; readonly from: string } | undefined;
  allowedConfig(files: ManagerFiles): ManagerFiles;
  registries(files: ManagerFiles, access: ArenaAccess): readonly HostPort[];
  accessFiles(access: ArenaAccess, files?: ManagerFiles): ManagerFiles;
  frozenCommand(
    files: ManagerFiles,
    access?: ArenaAccess,
  ): {
    readonly args: readonly string[];
    readonly env: Readonly<Record<string, string>>;
  };
  manifestFolders(lockText: string): readonly string[];
  /** Absent where a lock file names archives of registries only, or nothing is known of others. */
  readonly elsewhere?: ArenaElsewhere;
  /** Further files that the tool needs as data, by their path from the lock file's folder. */
  inputs?(project: ProjectFiles, folder: string, files: ManagerFiles): Promise<Result<ManagerFiles>>;
}

/** An archive that a lock file takes from elsewhere than a registry: of git, of another host, of a folder. */
export interface ElsewhereArchive {
  /** `name@version`, as texts name it. */
  readonly label: string;
  /** Key of its entry in the lock file. */
  readonly entry: string;
  /** What the tool would ask for it; absent where nothing that is allowed here leads to it. */
  readonly host?: HostPort;
  /** The same for the same archive, wherever it stands in the tree. */
  readonly identity: string;
}

/** What can be asked of a project whose lock file names archives that cannot be had here. */
export interface ArenaElsewhere {
  archives(files: ManagerFiles): readonly ElsewhereArchive[];
  /** Accepts the lock file as it is for the manifests, or fails; fetches nothing. */
  acceptCommand(
    files: ManagerFiles,
    access?: ArenaAccess,
  ): {
    readonly args: readonly string[];
    readonly env: Readonly<Record<string, string>>;
  };
  /** The project as it would be without these archives, so that all others can be installed. */
  without(files: ManagerFiles, archives: readonly ElsewhereArchive[]): ManagerFiles;
}

/** New bytes of one file, relative to the project with `/`; `null` removes it. */
export interface ArenaEdit {
  readonly file: string;
  readonly bytes: Uint8Array | null;
}

/** One planned remedy and the tree it is for. Nothing named here is changed. */
export interface RemedyToProve {
  /** `run_…` */
  readonly runId: string;
  /** `evd_…` */
  readonly evidenceId: string;
  /** Default `validate`. `confirm_proof` also runs proofs that nobody has reviewed yet. */
  readonly purpose?: 'validate' | 'reverify' | 'confirm_proof';
  readonly subject: EvidenceManifest['subject'];
  /** Folder of the project at its base commit; only read. Links in it that leave it are left out and listed. */
  readonly baseFolder: string;
  readonly edits: readonly ArenaEdit[];
  /** In the place of edits, for `reverify`: folder of the project after the merge (arena.md §8). */
  readonly afterFolder?: string;
  readonly packageChanges: readonly PackageChange[];
  /** The edits are of the project's own code: its flawed packages stay, and the use of what is flawed in them is judged. */
  readonly changesCode?: boolean;
  /** Lock file that the plan is about, relative to the project, and the id of who wrote it. */
  readonly lockFile: string;
  readonly packageManager: string;
  /** Unified diff, sealed as `patch.diff`. */
  readonly diff: string;
  /** Digest of the evidence that this run adds to. */
  readonly prevDigest?: string;
}

/** How the project's own tests are run (arena.md §5). */
export interface TestPolicy {
  /** `off`: the tests are not run, and the evidence says so. */
  readonly mode: 'auto' | 'off';
  /** The project policy's command, through `sh -c`; detected where absent. */
  readonly command?: string;
  readonly timeoutMs?: number;
  /** Variables of the project policy. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Where and with what a run is made. */
export interface ArenaNeeds {
  /** One generation, held open for the whole run: both trees are judged by it. */
  readonly index: AdvisoryIndex;
  /** Age in milliseconds past which the index can say nothing: the limit of who asks, as its scans have it. */
  readonly maxIndexAgeMs?: number;
  readonly support: SandboxSupport;
  /** `arena.level`. */
  readonly level: 'auto' | SandboxLevel;
  /** `arena.allow_process`. */
  readonly allowProcess: boolean;
  /** The project's `arena.consent`. */
  readonly consent: boolean;
  /** Images by ecosystem, pinned by digest; none, no level `container`. */
  readonly images?: ContainerImages;
  readonly managers: ReadonlyMap<string, ArenaPackageManager>;
  /** The allow-list: installed versions by the manager's id. */
  readonly tools: ReadonlyMap<string, readonly ArenaTool[]>;
  /** Further read-only folders for tests and proofs, such as a Python outside of `/usr`. */
  readonly testTools?: readonly ToolMount[];
  readonly access: ArenaAccess;
  readonly tests: TestPolicy;
  /** The product's and the operator's proofs; the ones that fit the targets are taken. Default: the product's. */
  readonly proofs?: readonly Proof[];
  readonly limits?: Partial<ArenaLimits>;
  readonly signer: EvidenceSigner;
  /** Masked in every log beside the credentials of `access`. */
  readonly secrets?: readonly string[];
  /** Where work folders are made and removed again; the sandbox's user must be able to pass through it. */
  readonly scratchFolder: string;
  /** Where `<digest>.tar.zst` is written; nothing is written where absent. */
  readonly evidenceFolder?: string;
  /** Only where every base folder is exactly its base commit. */
  readonly cache?: VulnerableTreeCache;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  readonly onStep?: (step: StepProgress) => void;
  /** Of the product. */
  readonly version: string;
}

/** A step that began or ended. */
export type StepProgress =
  | { readonly state: 'running'; readonly name: ArenaStep['name']; readonly tree: ArenaStep['tree'] }
  | ArenaStep;

/** What every run has, also one that was cancelled. */
interface ArenaRunBase {
  readonly runId: string;
  readonly purpose: NonNullable<RemedyToProve['purpose']>;
  readonly level: SandboxLevel;
  /** What held the commands shut in, in words. */
  readonly isolation: string;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly steps: readonly ArenaStep[];
}

/** A run that came to its end; only here does a verdict stand. */
export interface FinishedRun extends ArenaRunBase {
  readonly state: 'finished';
  readonly rescan: RescanDiff;
  readonly tests: TestComparison;
  readonly proof: ProofResult;
  readonly verdict: Verdict;
  /** One sentence that explains the verdict. */
  readonly reason: string;
  readonly confidence: number;
  readonly confidenceOf: 'success' | 'failure';
  readonly evidence: SealedEvidence;
  /** Path of the archive, where an evidence folder was given. */
  readonly archive?: string;
}

/** A run that was ended from outside; there is no evidence of it. */
export interface CancelledRun extends ArenaRunBase {
  readonly state: 'cancelled';
}

/** What `proveRemedy` answers. */
export type ArenaRun = FinishedRun | CancelledRun;
