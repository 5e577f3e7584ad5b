import { z } from 'zod';

/** Roles a user may hold, several at once (platform.md §2). */
export const roles = ['viewer', 'reviewer', 'operator', 'admin'] as const;

/** One role. */
export const Role = z.enum(roles);
export type Role = z.infer<typeof Role>;

/** What a role is for, and which roles it contains. */
export const RoleDescription = z.object({
  name: Role,
  description: z.string(),
  contains: z.array(Role),
});
export type RoleDescription = z.infer<typeof RoleDescription>;
