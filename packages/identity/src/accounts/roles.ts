import type { RoleDescription } from '@maximus/contracts';

/** What each role is for (platform.md §2). */
export const roleDescriptions: readonly RoleDescription[] = [
  { name: 'viewer', description: 'Reads everything but accounts and settings.', contains: ['viewer'] },
  {
    name: 'reviewer',
    description: 'Decides, votes, comments, accepts risks and states exploitability.',
    contains: ['reviewer', 'viewer'],
  },
  {
    name: 'operator',
    description: 'Runs scans, projects, plans, deliveries, feeds, dead letters, simulations and incidents.',
    contains: ['operator', 'viewer'],
  },
  {
    name: 'admin',
    description: 'Manages accounts, policies, channels, engines and keys. Does not review.',
    contains: ['admin', 'operator', 'viewer'],
  },
];
