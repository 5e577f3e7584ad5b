import type { QueueQuery } from '../../api/hitl-api.ts';

const allowed = {
  priority: ['critical', 'high', 'medium', 'low'],
  sla: ['ok', 'at_risk', 'breached'],
  sort: ['risk', 'created_at', 'sla'],
  snoozed: ['true'],
} as const;

/** The query that an address asks for; what the API does not know is left out instead of failing the page. */
export function queueQueryOf(params: URLSearchParams): QueueQuery {
  const one = <const V extends readonly string[]>(name: string, values: V): V[number] | undefined => {
    const value = params.get(name);
    return value !== null && (values as readonly string[]).includes(value) ? value : undefined;
  };
  const text = (name: string, longest: number) => params.get(name)?.slice(0, longest) || undefined;
  const query = {
    priority: one('priority', allowed.priority),
    sla: one('sla', allowed.sla),
    sort: one('sort', allowed.sort),
    snoozed: one('snoozed', allowed.snoozed),
    project: text('project', 128),
    assignee: text('assignee', 64),
    q: text('q', 200),
  };
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as QueueQuery;
}

/** Whether anything but the order narrows the queue: an empty list then says so. */
export function isNarrowed(query: QueueQuery): boolean {
  return Object.keys(query).some((name) => name !== 'sort');
}
