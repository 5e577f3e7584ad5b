import type { ProjectSource } from '@maximus/contracts';
import type { Result } from '@maximus/kernel';
import type { TakenInventory } from '../imports/taken-inventory.ts';

/** User and password (or token) of a clone; never logged. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** How sources are read. */
export interface SourceTools {
  /** The secret of a name; `undefined` for one that is not there. */
  credentials(name: string): Promise<Credentials | undefined>;
  readonly signal: AbortSignal;
  readonly tool: string;
}

/** Reads a project's source. Expected failures are values: `oraculo.source_*`, `oraculo.clone_failed`. */
export type TakeSource = (source: ProjectSource, tools: SourceTools) => Promise<Result<TakenInventory>>;
