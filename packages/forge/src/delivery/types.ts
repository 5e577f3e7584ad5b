import type { Result } from '@maximus/kernel';
import type { DeliveryMode } from '../config.ts';
import type { PatchStatement } from '../text/statement.ts';
import type { Warning, WebhookEvent, WebhookRequest } from '../types.ts';

/** One file as the patch wants it. */
export interface DeliveredEdit {
  /** Relative to the root of the repository, with `/`. */
  readonly file: string;
  /** SHA-256 in hex of the content that was planned on; absent for a new file. */
  readonly beforeDigest?: string;
  /** The new content; `null` removes the file. */
  readonly after: Uint8Array | null;
}

/** A released patch on its way. */
export interface Delivery {
  readonly id: string;
  /** The forge's own default when not given: `pull_request`, for local `branch`. */
  readonly mode?: DeliveryMode;
  /** Commit that the evidence is about; absent only for a directory without git. */
  readonly baseCommit?: string;
  readonly edits: readonly DeliveredEdit[];
  readonly statement: PatchStatement;
  /**
   * What to do when the default branch moved without touching the edited files: `stop` says what must be proven again
   * (the default); `carry` rebases, because the policy carries approvals over unchanged diffs.
   */
  readonly onBaseMoved?: 'stop' | 'carry';
  /** Earlier patches that this one replaces: their pull requests are closed with a comment. */
  readonly supersedes?: readonly string[];
  readonly pullRequest?: number;
  /** Directory without git, for mode `patch_file`. */
  readonly directory?: string;
}

/** Where to look. */
export interface DeliveryLinks {
  readonly branch?: string;
  readonly pullRequest?: string;
  readonly commit?: string;
}

interface Delivered {
  readonly branch: string;
  /** Commit that carries the patch. */
  readonly commit: string;
  /** Commit that it stands on; differs from the delivery's when it was carried over a moved base. */
  readonly base: string;
  /** Set when the patch was carried: the proofs are about this commit, not about `base`. */
  readonly carriedFrom?: string;
  readonly links: DeliveryLinks;
  readonly warnings: readonly Warning[];
}

/** The base moved without touching the edited files, or with a clean merge: prove again before delivering. */
export interface BaseMoved {
  readonly state: 'base_moved';
  readonly from: string;
  readonly to: string;
  /** Edited files that the base changed as well; with one of these the patch has to be planned anew. */
  readonly touched: readonly string[];
  /** Which parts of the evidence no longer hold. */
  readonly reprove: readonly ('plan' | 'resolve' | 'rescan' | 'tests' | 'proof')[];
}

/** What came of a delivery; failures are codes of this package beside it. */
export type DeliveryOutcome =
  | (Delivered & { readonly state: 'branch_pushed'; readonly created: boolean })
  | (Delivered & { readonly state: 'pr_open'; readonly number: number; readonly created: boolean })
  | (Delivered & {
      readonly state: 'merged';
      readonly mergeCommit: string;
      readonly how: 'fast-forward' | 'merge-commit' | 'already';
      readonly checkout: 'none' | 'fast-forwarded' | 'left';
    })
  | { readonly state: 'patch_file'; readonly patch: Uint8Array; readonly sha256: string; readonly fileName: string }
  | BaseMoved;

/** How things stand at the forge. */
export interface RefreshOutcome {
  /** `absent`: neither a branch, nor a pull request, nor a merge was found. */
  readonly state: 'open' | 'merged' | 'closed' | 'absent';
  /** Commit on the default branch that carries the patch. */
  readonly mergeCommit?: string;
  /** How the merge was noticed: by the trailer on the default branch, or because the forge says so. */
  readonly seenBy?: 'trailer' | 'forge';
  readonly pullRequest?: { readonly number: number; readonly url: string };
  /** Tip of the default branch. */
  readonly tip: string;
  /** Set while open and the base moved. */
  readonly base?: BaseMoved;
  readonly warnings: readonly Warning[];
}

/** Why a delivery is withdrawn. */
export interface CloseReason {
  readonly kind: 'superseded' | 'cancelled' | 'rejected' | 'resolved_elsewhere';
  /** One sentence for the comment; treated as foreign text. */
  readonly sentence: string;
}

/** What closing did. */
export interface CloseOutcome {
  readonly pullRequest: 'closed' | 'was_closed' | 'was_merged' | 'none';
  readonly branch: 'deleted' | 'kept' | 'none';
  readonly warnings: readonly Warning[];
}

/** One project's way out. Every call may be repeated: what is done already is found and left or brought up to date. */
export interface Forge {
  /** Commits, pushes and opens, or says why not. Serial per project: a second call waits for the first. */
  deliver(delivery: Delivery): Promise<Result<DeliveryOutcome>>;
  /** Looks for a merge (trailer on the default branch, then the forge), a closed pull request, a moved base. */
  refresh(delivery: Delivery): Promise<Result<RefreshOutcome>>;
  /** Comments, closes, and deletes the branch if every commit on it is ours. */
  close(delivery: Delivery, reason: CloseReason): Promise<Result<CloseOutcome>>;
  /** Proves and reads a webhook: signature, age, not seen before. Believe nothing of it without `refresh`. */
  verifyWebhook(request: WebhookRequest): Promise<Result<WebhookEvent>>;
}
