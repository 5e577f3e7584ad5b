import { type EventEnvelope, findingOpened, findingStatusChanged } from '@maximus/contracts';
import { parseId } from '@maximus/kernel';
import { projectsOfApv, readContent, type Tx } from '@maximus/storage';
import type { z } from 'zod';
import { errors } from '../errors.ts';

/** A project that has something to be done, and how urgent: 0 for low to 3 for critical. */
export interface WantedProject {
  /** UUID. */
  readonly id: string;
  readonly priority: number;
}

const ranks: Readonly<Record<string, number>> = { low: 0, medium: 1, high: 2, critical: 3 };
/** Fields of an APV after which another remedy, or another order, may be right. */
const telling: ReadonlySet<string> = new Set(['affected_packages', 'priority', 'kev', 'withdrawn_at', 'kind']);

/** The projects that an event of findings or APVs gives work in; a batched event counts as its items (eureka.md §1). */
export async function wantedProjects(tx: Tx, event: EventEnvelope): Promise<readonly WantedProject[]> {
  switch (event.type) {
    case 'finding.opened': {
      const { items, items_digest } = findingOpened.data.parse(event.data);
      const all = items_digest === undefined ? items : await storedItems<(typeof items)[number]>(tx, items_digest);
      return merged(all.flatMap((item) => projectsOf(item.findings, ranks[item.priority] ?? 1)));
    }
    case 'finding.status_changed': {
      const { items, items_digest } = findingStatusChanged.data.parse(event.data);
      const all = items_digest === undefined ? items : await storedItems<(typeof items)[number]>(tx, items_digest);
      // What others have brought back: an expired acceptance, a regression.
      const back = all.filter(({ to, actor }) => actor !== 'eureka' && (to === 'suspected' || to === 'confirmed'));
      return merged(back.flatMap((item) => projectsOf(item.findings, 2)));
    }
    case 'apv.detected':
      return projectsWith(tx, event);
    case 'apv.updated': {
      const changed = event.data['changed'];
      const isTelling = Array.isArray(changed) && changed.some((field) => telling.has(String(field)));
      return isTelling ? projectsWith(tx, event) : [];
    }
    case 'snapshot.imported': {
      const id = parseId('prj', String(event.data['project_id']));
      return id === undefined ? [] : [{ id, priority: 1 }];
    }
    default:
      return [];
  }
}

async function projectsWith(tx: Tx, event: EventEnvelope): Promise<readonly WantedProject[]> {
  const apv = event.data['apv'] as { readonly id?: string } | undefined;
  const id = parseId('apv', apv?.id ?? '');
  return id === undefined ? [] : projectsOfApv(tx, id);
}

async function storedItems<T>(tx: Tx, digest: string): Promise<readonly T[]> {
  const bytes = await readContent(tx, Buffer.from(digest, 'hex'));
  if (bytes === undefined) throw errors.items_gone('the list of a large event is not stored', { digest });
  return JSON.parse(bytes.toString('utf8')) as T[];
}

function projectsOf(
  places: z.infer<typeof findingOpened.data>['items'][number]['findings'],
  priority: number,
): WantedProject[] {
  return places.flatMap(({ project_id }) => {
    const id = parseId('prj', project_id);
    return id === undefined ? [] : [{ id, priority }];
  });
}

function merged(projects: readonly WantedProject[]): readonly WantedProject[] {
  const worst = new Map<string, number>();
  for (const { id, priority } of projects) worst.set(id, Math.max(priority, worst.get(id) ?? 0));
  return [...worst].map(([id, priority]) => ({ id, priority }));
}
