import { movesOf, searchWithin } from '../search-within.ts';
import type { Strategy } from '../types.ts';

/** Rung 3: the lowest versions of the packages that pull it in, on every path, without a major step. */
export const parentUpgrade: Strategy = {
  id: 'parent-upgrade',
  description: 'the smallest upgrade of the ancestors that pull it in, on every path, without a major step',
  place: 3,
  capabilities: { network: true, runsForeignCode: false, writesProject: false },
  attempt: (context) =>
    searchWithin(
      context,
      { direct: true, ancestors: true, majors: false, overrides: false },
      (candidate) => `${movesOf(candidate)}: the lowest that let go of the affected version.`,
    ),
};
