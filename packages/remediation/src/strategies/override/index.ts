import { movesOf, searchWithin } from '../search-within.ts';
import type { Strategy } from '../types.ts';

/** Rung 4: a pin below the parents that block, within what semantic versioning promises them. */
export const override: Strategy = {
  id: 'override',
  description: 'a pin limited to the parents that block, compatible with what they ask for',
  place: 4,
  capabilities: { network: true, runsForeignCode: false, writesProject: false },
  attempt: (context) =>
    searchWithin(
      context,
      { direct: false, ancestors: false, majors: false, overrides: true },
      (candidate) => `${movesOf(candidate)} by a rule limited to the parents that hold it back.`,
    ),
};
