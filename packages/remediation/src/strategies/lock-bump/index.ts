import { movesOf, searchWithin } from '../search-within.ts';
import type { Strategy } from '../types.ts';

/** Rung 1: another locked version inside of what everybody asks for; no manifest changes. */
export const lockBump: Strategy = {
  id: 'lock-bump',
  description: 'another locked version inside the ranges that are asked for',
  place: 1,
  capabilities: { network: true, runsForeignCode: false, writesProject: false },
  attempt: (context) =>
    searchWithin(
      context,
      { direct: false, ancestors: false, majors: false, overrides: false },
      (candidate) => `${movesOf(candidate)}: everybody who asks for it accepts that.`,
    ),
};
