import type { Route } from '@maximus/http';
import type { Parts } from '../parts.ts';
import type { SlackNeeds } from './parts.ts';
import { slackRoutes } from './slack-routes.ts';

/** Deciding from Slack: its routes, and an end that waits for what was answered but not done yet. */
export function startSlack(
  review: Parts,
  needs: SlackNeeds,
): { readonly routes: readonly Route[]; readonly settle: () => Promise<void> } {
  const working = new Set<Promise<void>>();
  const after = (work: Promise<void>) => {
    working.add(work);
    void work.finally(() => working.delete(work));
  };
  return {
    routes: slackRoutes({ ...needs, review }, after),
    settle: async () => {
      while (working.size > 0) await Promise.all(working);
    },
  };
}
