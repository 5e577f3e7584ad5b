import type { Apv } from '@maximus/contracts';

/** What would move the priority of an APV. */
export type PriorityChange = 'kev' | 'epss' | 'internal' | 'external' | 'not-automatable' | 'patched';

/** What would change a priority, read from the inputs that were used: assumed inputs first, for those a person can state. */
export function whatWouldChange(apv: Pick<Apv, 'ssvc' | 'kev' | 'epss' | 'priority'>): readonly PriorityChange[] {
  const changes: PriorityChange[] = [];
  if (apv.ssvc.publicly_exposed && apv.ssvc.assumed.includes('publicly_exposed')) changes.push('internal');
  if (!apv.ssvc.publicly_exposed) changes.push('external');
  if (apv.ssvc.automatable && apv.ssvc.assumed.includes('automatable')) changes.push('not-automatable');
  if (apv.kev === undefined) changes.push('kev');
  if ((apv.epss?.probability ?? 0) < 0.5) changes.push('epss');
  changes.push('patched');
  return changes;
}
