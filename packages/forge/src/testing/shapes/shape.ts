import type { IncomingHttpHeaders } from 'node:http';
import type { ForgeState, StoredPull } from '../forge-state.ts';

/** A request to the API of a recorded forge. */
export interface ShapeCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly json: Record<string, unknown>;
}

/** What it answers. */
export interface ShapeAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
}

/** How one forge's API looks from outside. */
export interface ForgeShape {
  authentic(headers: IncomingHttpHeaders, token: string): boolean;
  /** `undefined` for a path that the forge does not have. */
  answer(state: ForgeState, call: ShapeCall): Promise<ShapeAnswer | undefined>;
}

/** The open pull requests of one page. */
export function openPage(state: ForgeState, query: URLSearchParams, sizeName: string): StoredPull[] {
  const size = Number(query.get(sizeName) ?? '20');
  const page = Number(query.get('page') ?? '1');
  return [...state.pulls.values()]
    .filter((pull) => pull.state === 'open')
    .reverse()
    .slice((page - 1) * size, page * size);
}
