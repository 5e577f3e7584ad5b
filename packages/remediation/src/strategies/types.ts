import type { Rung } from '@maximus/contracts';
import type { Clock } from '@maximus/kernel';
import type { CodeChange } from '../plan/code-draft.ts';
import type { Job } from '../plan/finding.ts';
import type { ProjectSources } from '../plan/project-sources.ts';
import type { Blockage } from '../resolver/blockage.ts';
import type { Candidate, ResolverModel, SearchBounds } from '../resolver/types.ts';
import type { CodeDrafter } from './code-drafter.ts';

/** Where the project stands, for texts that say so. */
export interface Surroundings {
  /** Whether the project can be reached from outside; `unknown` where nobody said. */
  readonly exposure: 'public' | 'internal' | 'unknown';
  /** The project's own identifier: the product of a statement. */
  readonly product: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What a rung is given. */
export interface StrategyContext {
  readonly job: Job;
  readonly surroundings: Surroundings;
  readonly model: ResolverModel;
  readonly bounds: SearchBounds;
  /** The project's own source; absent where nobody gave it: then no code is changed. */
  readonly sources?: ProjectSources | undefined;
  readonly clock?: Clock;
  /** Asks a language model; absent where that is switched off. */
  readonly drafter?: CodeDrafter | undefined;
}

/** What a rung answers: a change, a text that closes nothing, words for a person, or why it was not taken. */
export type StrategyResult =
  | {
      readonly result: 'drafted';
      readonly sentence: string;
      readonly texts: readonly string[];
      /** The texts as edits, where they are of the project's own code: the arena can be asked. */
      readonly code?: CodeChange;
    }
  | { readonly result: 'taken'; readonly sentence: string; readonly candidate: Candidate }
  | { readonly result: 'handed-over'; readonly sentence: string }
  | ({ readonly result: 'not-taken' } & Blockage);

/** What a rung may do; the runner refuses one that asks for more than the run allows. */
export interface StrategyCapabilities {
  readonly network: boolean;
  readonly runsForeignCode: boolean;
  readonly writesProject: boolean;
}

/** One rung of the remedy ladder (eureka.md §3). Pure: what it needs comes in, and it changes nothing. */
export interface Strategy {
  /** Folder name, and the rung's word in attempts. */
  readonly id: Rung;
  /** One sentence for `maximus plugins list`. */
  readonly description: string;
  /** Its place on the ladder, from 1. */
  readonly place: number;
  readonly capabilities: StrategyCapabilities;
  /** Never throws for what a project or a registry holds; an unmet precondition is an answer. */
  attempt(context: StrategyContext): Promise<StrategyResult>;
}
