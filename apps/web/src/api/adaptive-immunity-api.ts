import type { Api, CallInput } from '@maximus/client';
import type {
  ApvSummary,
  ApvWithContext,
  getApv,
  listApvs,
  listPatches,
  MetricsRange,
  MetricsSnapshot,
  PatchSummary,
  Position,
} from '@maximus/contracts';
import { parsePositions, positionHeaderName } from '@maximus/contracts';
import { answerOf, bodyOf } from './failures.ts';

/** What narrows and orders a list of APVs. */
export type ApvQuery = NonNullable<CallInput<typeof listApvs>['query']>;
/** What narrows and orders a list of patches. */
export type PatchQuery = NonNullable<CallInput<typeof listPatches>['query']>;
/** How an APV is named: id, code, CVE or any alias. */
export type ApvName = CallInput<typeof getApv>['params']['id'];

/** A page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next_cursor: string | null;
}

/** A page of APVs, the counts of the whole estate, and where the stream stood when it was read. */
export interface ApvPage extends Page<ApvSummary> {
  readonly counts: { readonly status: Record<string, number>; readonly priority: Record<string, number> };
  readonly check_state: ApvSummary['check_state'];
  readonly position: Position | undefined;
}

/** The request's client of the adaptive immunity endpoints. Every method rejects with `ApiError`. */
export class AdaptiveImmunityAPI {
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  async getAPVs(query: ApvQuery = {}, signal?: AbortSignal): Promise<ApvPage> {
    const { body, headers } = answerOf(await this.#api.listApvs({ query }, signal && { signal }));
    const position = parsePositions(headers.get(positionHeaderName) ?? '').get('adaptive-immunity');
    return { ...body, position };
  }

  /** Follows a merged APV to the one that it was merged into. */
  async getAPV(id: ApvName, signal?: AbortSignal): Promise<ApvWithContext> {
    const answer = answerOf(await this.#api.getApv({ params: { id } }, signal && { signal }));
    // A browser follows 308 by itself; only a body can arrive here.
    return answer.body as ApvWithContext;
  }

  getMetrics(range: MetricsRange = '24h', signal?: AbortSignal): Promise<MetricsSnapshot> {
    return bodyOf(this.#api.getMetrics({ query: { range } }, signal && { signal }));
  }

  getPatches(query: PatchQuery = {}, signal?: AbortSignal): Promise<Page<PatchSummary>> {
    return bodyOf(this.#api.listPatches({ query }, signal && { signal }));
  }
}
