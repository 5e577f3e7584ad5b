import type { Clock, Result } from '@maximus/kernel';
import type { DeliveryMode, ForgeConfig, ForgeKind } from './config.ts';
import type { ForgeClient } from './http/forge-client.ts';

/** What must not stand in a settings file that others read. Values never reach logs, arguments, addresses or errors. */
export interface ForgeSecrets {
  /** Token of the forge, for its API and for git over HTTP. */
  readonly token?: string;
  /** Shared secrets of the webhook; several while one is being replaced. */
  readonly webhookSecrets?: readonly string[];
}

/** What the outside gives: time, waiting, and the memory against replayed webhooks. */
export interface ForgeTools {
  readonly clock: Clock;
  readonly secrets?: ForgeSecrets;
  /** Waits; tests give one that does not. */
  readonly wait?: (ms: number) => Promise<void>;
  /** Where taken webhooks are remembered; in memory when not given, which serves one process. */
  readonly replays?: ReplayMemory;
}

/** Remembers keys for a while. */
export interface ReplayMemory {
  /** Keeps the key for `ttlMs`; `false` when it was there already. Must be atomic. */
  remember(key: string, ttlMs: number): Promise<boolean>;
}

/** A pull request (GitLab: merge request) as all forges have it. */
export interface PullRequest {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly body: string;
  readonly state: 'open' | 'merged' | 'closed';
  /** Branch that is to be merged. */
  readonly branch: string;
  /** Commit at its tip, where the forge says so. */
  readonly head?: string;
  /** Whether the branch lies in the project itself, not in a fork. */
  readonly own: boolean;
  /** Commit that the merge made, once merged. */
  readonly mergeCommit?: string;
}

/** What a pull request is opened or updated with. */
export interface PullRequestText {
  readonly title: string;
  readonly body: string;
}

/** A thing that was asked of the forge and not done, which does not make the delivery fail. */
export interface Warning {
  readonly code:
    | 'label_missing'
    | 'reviewer_missing'
    | 'assignee_missing'
    | 'auto_merge_unavailable'
    | 'close_failed'
    | 'branch_kept'
    | 'checkout_left'
    | 'answer_dropped';
  readonly message: string;
}

/** The pull requests of one project at one forge. A failure is a code of this package; nothing is thrown. */
export interface PullRequests {
  /** Open ones from branches that begin with the prefix, at most 1,000; a bad element is dropped and counted. */
  listOpen(branchPrefix: string): Promise<Result<{ readonly items: readonly PullRequest[]; readonly dropped: number }>>;
  /** One by number; `forge.not_found` when there is none. */
  get(number: number): Promise<Result<PullRequest>>;
  /** Opens one; `undefined` where the forge says that the branch has one already. */
  create(text: PullRequestText, branch: string, base: string): Promise<Result<PullRequest | undefined>>;
  update(number: number, text: PullRequestText): Promise<Result<PullRequest>>;
  comment(number: number, text: string): Promise<Result<undefined>>;
  /** Closes without merging. Closing a closed one succeeds. */
  close(number: number): Promise<Result<undefined>>;
  /** Sets labels beside those that are there; what does not exist is a warning. */
  label(number: number, labels: readonly string[]): Promise<readonly Warning[]>;
  requestReview(number: number, reviewers: readonly string[]): Promise<readonly Warning[]>;
  assign(number: number, assignees: readonly string[]): Promise<readonly Warning[]>;
  /** Asks the forge to merge when its own rules allow it. */
  autoMerge(number: number): Promise<readonly Warning[]>;
}

/** A webhook as it came in; the body is the bytes as sent, since the signature is over them. */
export interface WebhookRequest {
  /** Names in any case; the first value of a repeated header. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

/** What a webhook says, once it is believed. It is a hint: `refresh` looks for itself. */
export interface WebhookEvent {
  readonly kind: 'merged' | 'closed' | 'reopened' | 'changed' | 'pushed' | 'ping' | 'ignored';
  /** Name of the project at the forge. */
  readonly project?: string;
  /** Pull request. */
  readonly number?: number;
  readonly branch?: string;
  /** Patch that the pull request's text or the pushed commits name. */
  readonly patchIds: readonly string[];
  readonly commit?: string;
  /** Time that the event itself names, in milliseconds; where there is none the age cannot be judged. */
  readonly at?: number;
}

/** How one forge proves that a webhook is its own, and how it is read. */
export interface WebhookReader {
  /** Whether a secret fits; compares in constant time. */
  authentic(request: WebhookRequest, secret: string): boolean;
  /** Reads an authentic body; `forge.webhook_invalid` when it is not one of the forge's. */
  read(request: WebhookRequest): Result<WebhookEvent>;
}

/** One forge. The id is the folder. */
export interface ForgePlugin {
  readonly id: ForgeKind;
  readonly capabilities: {
    readonly network: boolean;
    readonly pullRequests: boolean;
    /** Whether mode `merge` is possible: we merge and push ourselves. */
    readonly merges: boolean;
    readonly webhooks: boolean;
    /** Whether `branch` or `pull_request` is the mode when none is named. */
    readonly defaultMode: DeliveryMode;
  };
  /** Where the API is when `api_url` is empty; `undefined` without an API. */
  apiUrl(origin: URL): string | undefined;
  /** User name for git over HTTP with a token. */
  readonly gitUser: string;
  /** Headers of every request. */
  headers(token: string | undefined): Readonly<Record<string, string>>;
  /** The project's pull requests; `undefined` without. */
  pullRequests?(client: ForgeClient, project: string, config: ForgeConfig): PullRequests;
  readonly webhooks?: WebhookReader;
}
