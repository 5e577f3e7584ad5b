import type { ProjectSource } from '@maximus/contracts';
import type { Result } from '@maximus/kernel';
import type { TakenInventory } from '../imports/taken-inventory.ts';
import type { FindCredentials } from './clone-credentials.ts';

/** How sources are read. */
export interface SourceTools {
  readonly credentials: FindCredentials;
  readonly signal: AbortSignal;
  readonly tool: string;
}

/** Reads a project's source. Expected failures are values: `oraculo.source_*`, `oraculo.clone_failed`. */
export type TakeSource = (source: ProjectSource, tools: SourceTools) => Promise<Result<TakenInventory>>;
