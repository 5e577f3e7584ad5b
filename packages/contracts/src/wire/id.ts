import { z } from 'zod';

/** RFC 3339, UTC. */
export const Time = z.iso.datetime();

/**
 * The schema of one kind of id (platform.md §1.2), branded, so that a project's id cannot be passed as an APV's.
 * @example
 * export const ProjectId = idOf('prj');
 */
export function idOf<const P extends string>(prefix: P) {
  return z
    .string()
    .regex(new RegExp(`^${prefix}_[0-9a-hjkmnp-tv-z]{26}$`))
    .brand<P>();
}
