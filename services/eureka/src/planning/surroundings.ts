import { createPurl } from '@maximus/inventory';
import type { Surroundings } from '@maximus/remediation';
import type { ProjectRow } from '@maximus/storage';

/** Where a project stands, as its owners say; what they did not say stays unknown. */
export function surroundingsOf({ exposure, slug }: Pick<ProjectRow, 'exposure' | 'slug'>): Omit<Surroundings, 'now'> {
  const told = exposure === 'public' || exposure === 'internal' ? exposure : 'unknown';
  return { exposure: told, product: createPurl('generic', slug) };
}
