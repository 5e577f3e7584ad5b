import type { Endpoint } from '@maximus/contracts';
import * as contracts from '@maximus/contracts';

/** What a call has to know of its endpoint while the program runs: everything else of it is types. */
export interface CallShape {
  readonly id: string;
  readonly method: Endpoint['method'];
  /** With parameters as `{name}`. */
  readonly path: string;
  /** The statuses that are answers; whether each has a body. */
  readonly answers: Readonly<Record<number, boolean>>;
  /** Media type of a foreign body. */
  readonly produces?: string;
}

/**
 * Every endpoint of `contracts` in that shape. The build of the page works this module out beforehand and bundles its value:
 * whoever opens the page loads no schema for it.
 */
export const endpoints: readonly CallShape[] = (Object.values(contracts) as unknown[])
  .filter(isEndpoint)
  .map(({ id, method, path, answers, produces }) => ({
    ...{ id, method, path },
    answers: Object.fromEntries(Object.entries(answers).map(([status, schema]) => [status, schema !== undefined])),
    ...(produces !== undefined && { produces }),
  }));

function isEndpoint(thing: unknown): thing is Endpoint {
  return typeof thing === 'object' && thing !== null && 'id' in thing && 'path' in thing && 'answers' in thing;
}
