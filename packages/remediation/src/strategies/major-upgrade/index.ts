import { movesOf, searchWithin } from '../search-within.ts';
import type { Strategy } from '../types.ts';

/** Rung 5: a major step of a direct requirement or a parent; a person reviews it in any case. */
export const majorUpgrade: Strategy = {
  id: 'major-upgrade',
  description: 'a major step of a direct requirement or a parent, for a person to review',
  place: 5,
  capabilities: { network: true, runsForeignCode: false, writesProject: false },
  attempt: async (context) => {
    if (!context.bounds.policy.allowMajor) {
      const sentence = `The policy of the project allows no major step for ${context.job.name}.`;
      return { result: 'not-taken', code: 'policy-forbids', sentence, evidence: [] };
    }
    const freedom = { direct: true, ancestors: true, majors: true, overrides: false };
    return searchWithin(context, freedom, (candidate) => `${movesOf(candidate)}: a major step.`);
  },
};
