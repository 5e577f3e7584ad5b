import type { AdvisoryIndex } from '@maximus/advisories';
import type { EvidenceSigner, Sandbox, SandboxSupport } from '@maximus/arena';
import type { Clock, Result } from '@maximus/kernel';
import type { Matcher } from '@maximus/matching';
import type { Logger } from '@maximus/observability';
import type { CodeDrafter, Toolchain } from '@maximus/remediation';
import type { ChangeFindings, Database, Jobs } from '@maximus/storage';
import type { EurekaConfig } from './config.ts';
import type { EurekaMetrics } from './metrics.ts';
import type { Turns } from './proving/turns.ts';

/** The live advisory index, held open until it is disposed of. */
export interface IndexHold extends Disposable {
  readonly live: {
    readonly index: AdvisoryIndex;
    readonly matcher: Matcher;
    readonly generation: number;
    readonly digest: string;
  };
}

/** A project's files, open for as long as the work on them takes; only read. */
export interface ProjectTree {
  /** Real path of the project's folder. */
  readonly folder: string;
  /** Top of its git work tree; absent without git. */
  readonly workTree?: string;
  /** Path of the project in its work tree, with a slash at its end; empty at the top. */
  readonly prefix: string;
  readonly commit?: string;
  readonly ref?: string;
}

/** What the service that keeps the estate offers the others in its process. */
export interface EstatePort {
  leaseIndex(): IndexHold | undefined;
  readonly changeFindings: ChangeFindings;
  withProject<T>(
    projectKey: number,
    options: { readonly branch?: { readonly origin: string; readonly name: string }; readonly signal: AbortSignal },
    work: (tree: ProjectTree) => Promise<T>,
  ): Promise<Result<T>>;
  requestScan(project: string, correlationId: string): Promise<unknown>;
}

/** What of this machine remedies are made and proven with. */
export interface Machine {
  readonly support: SandboxSupport;
  /** For package managers; absent where nothing can shut them in. */
  readonly sandbox: Sandbox | undefined;
  /** Installed tools, and the registries that hold for them, by ecosystem (OSV spelling); asked when one is first needed. */
  toolchainOf(ecosystem: string | undefined): Promise<Toolchain>;
  /** Package managers that are installed at all, by the name of their program. */
  readonly managers: readonly string[];
  readonly signer: EvidenceSigner;
  /** Package managers and arena runs at one time: together they take what the processors give. */
  readonly runsAtOnce: number;
  /** Work folders of runs; users of sandboxes can pass through it. */
  readonly scratchFolder: string;
  /** Folders below which a project that lies in a folder may have its origin. */
  readonly originRoots: readonly string[];
  /** Clones of deliveries. */
  readonly deliveryFolder: string;
  /** Contents of `delivery.token_files` and `delivery.webhook_secret_files`, by host. */
  readonly tokens: ReadonlyMap<string, string>;
  readonly webhookSecrets: ReadonlyMap<string, string>;
}

/** What every part of Eureka works with. */
export interface Parts {
  readonly database: Database;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: EurekaMetrics;
  readonly config: EurekaConfig;
  readonly estate: EstatePort;
  readonly machine: Machine;
  /** Of what is written and proven. */
  readonly turns: Turns;
  /** Of what was merged: people wait for it, so that it does not wait for proofs. */
  readonly verifications: Turns;
  /** Asks a language model; absent where that is switched off. */
  readonly drafter: CodeDrafter | undefined;
  /** `index.max_age` in milliseconds: past it the arena says nothing. */
  readonly maxIndexAgeMs: number;
  /** Of the program. */
  readonly version: string;
}

/** Who makes patches that nobody asked for by hand. */
export const author = 'system:eureka';
