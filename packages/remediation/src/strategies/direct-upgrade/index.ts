import { movesOf, searchWithin } from '../search-within.ts';
import type { Strategy } from '../types.ts';

/** Rung 2: the smallest change of what a manifest of the project asks for, without a major step. */
export const directUpgrade: Strategy = {
  id: 'direct-upgrade',
  description: 'the smallest change of a direct requirement, without a major step',
  place: 2,
  capabilities: { network: true, runsForeignCode: false, writesProject: false },
  attempt: async (context) => {
    const { job, model } = context;
    if (!model.isDirect(job)) {
      return {
        result: 'not-taken',
        code: 'not-direct',
        sentence: `No manifest of the project asks for ${job.name} itself.`,
        evidence: [],
      };
    }
    const freedom = { direct: true, ancestors: false, majors: false, overrides: false };
    return searchWithin(context, freedom, (candidate) => `${movesOf(candidate)}, asked for in the manifest.`);
  },
};
