import type { AdvisoryKind } from '@maximus/contracts';
import type { Hit, Miss, Undecided } from '../types.ts';

/** What `explain` found out, step by step; every step carries the sentence a person reads. */
export interface Explanation {
  /** As asked for. */
  readonly id: string;
  /** Without a component to judge: `known`, or `unknown` where no record has the id. */
  readonly outcome: 'unknown' | 'known' | 'affected' | 'not-affected' | 'undecided';
  readonly steps: readonly ExplainStep[];
}

/** One step of an explanation. */
export type ExplainStep = { readonly text: string } & (
  | { readonly step: 'unknown-id'; readonly suggestions: readonly string[] }
  | { readonly step: 'group'; readonly groupId: string; readonly primaryId: string; readonly ids: readonly string[] }
  | { readonly step: 'record'; readonly recordId: string; readonly kind?: AdvisoryKind; readonly summary: string }
  | { readonly step: 'withdrawn'; readonly recordId: string; readonly withdrawn: string }
  | {
      readonly step: 'names';
      readonly recordId: string;
      readonly packages: readonly string[];
      readonly suggestions: readonly string[];
    }
  | { readonly step: 'entry'; readonly recordId: string; readonly ecosystem: string; readonly name: string }
  | { readonly step: 'versions'; readonly count: number; readonly listed: boolean }
  | { readonly step: 'range'; readonly type: string; readonly events: readonly TracedEvent[] }
  | ({ readonly step: 'verdict' } & Verdict)
  | { readonly step: 'not-covered'; readonly ecosystem: string }
  | { readonly step: 'outcome' }
);

/** The answer of one affected entry. */
export type Verdict =
  | { readonly verdict: 'hit'; readonly reason: Hit['reason'] }
  | { readonly verdict: 'miss'; readonly reason: Miss['reason'] }
  | { readonly verdict: 'undecided'; readonly reason: Undecided['reason'] };

/** One event of a range, seen from the version that is judged. */
export interface TracedEvent {
  readonly event: 'introduced' | 'fixed' | 'last_affected' | 'limit';
  readonly version: string;
  /** Whether the version has reached it; absent where nothing was compared. */
  readonly reached?: boolean;
  /** The state behind it, read in order; absent where nothing was compared. */
  readonly affected?: boolean;
  /** The event that decided. */
  readonly decided: boolean;
}
