import type { Strategy } from '../types.ts';

/** Rung 10: a person takes over with everything that was learnt; always there, so that no ladder ends in an error. */
export const manualReview: Strategy = {
  id: 'manual-review',
  description: 'a task for a person with everything that was learnt',
  place: 10,
  capabilities: { network: false, runsForeignCode: false, writesProject: false },
  attempt: async ({ job }) => {
    if (!job.mayGoDown) return { result: 'handed-over', sentence: `A person decides about ${job.name}.` };
    const sentence =
      `A person removes ${job.name} or puts another package in its place: it is malware, and no version of it is left ` +
      'to go to. Secrets that it could read must be changed.';
    return { result: 'handed-over', sentence };
  },
};
