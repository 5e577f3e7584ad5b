import type { ApvSummary } from '@maximus/contracts';
import { ApvStatus, Priority, Severity } from '@maximus/contracts';
import type { ApvQuery } from '../../api/adaptive-immunity-api.ts';

/** The orders that the page offers. */
export const apvOrders = ['detected', 'priority', 'due_at'] as const;
/** One of them. */
export type ApvOrder = (typeof apvOrders)[number];

/** What narrows and orders the list of APVs; kept in the address. */
export interface ApvFilters {
  readonly priority?: Priority | undefined;
  readonly severity?: Severity | undefined;
  readonly status?: ApvStatus | undefined;
  readonly kev: boolean;
  readonly q: string;
  readonly order: ApvOrder;
}

/** Reads filters from an address; what is no value of theirs is left out. */
export function readApvFilters(params: URLSearchParams): ApvFilters {
  const order = params.get('order');
  return {
    priority: Priority.safeParse(params.get('priority')).data,
    severity: Severity.safeParse(params.get('severity')).data,
    status: ApvStatus.safeParse(params.get('status')).data,
    kev: params.get('kev') === 'true',
    q: (params.get('q') ?? '').slice(0, 200),
    order: apvOrders.find((one) => one === order) ?? 'detected',
  };
}

/** What the API is asked for filters. */
export function apvQueryOf(filters: ApvFilters): ApvQuery {
  const { priority, severity, status, kev, q, order } = filters;
  return {
    // The sorts of the API begin with the worst, the soonest or the newest.
    sort: order,
    ...(priority !== undefined && { priority }),
    ...(severity !== undefined && { severity }),
    ...(status !== undefined && { status }),
    ...(kev && { kev: 'true' }),
    ...(q !== '' && { q }),
  };
}

/** Whether filters leave anything out. */
export function isNarrowed({ priority, severity, status, kev, q }: ApvFilters): boolean {
  return priority !== undefined || severity !== undefined || status !== undefined || kev || q !== '';
}

/** Whether an APV of the stream belongs into the list; words are searched for by the server alone, here in what a card shows. */
export function fitsFilters(apv: ApvSummary, filters: ApvFilters): boolean {
  const { priority, severity, status, kev, q } = filters;
  if (priority !== undefined && apv.priority !== priority) return false;
  if (severity !== undefined && apv.severity !== severity) return false;
  if (status !== undefined && apv.status !== status) return false;
  if (kev && apv.kev === undefined) return false;
  if (q === '') return true;
  const text = [apv.code, apv.summary, ...apv.aliases, ...apv.affected_packages.map(({ name }) => name)]
    .join(' ')
    .toLowerCase();
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
