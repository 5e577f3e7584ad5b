import { patchIdsIn } from '../text/trailers.ts';
import type { PullRequest, WebhookEvent } from '../types.ts';
import { eventTime } from './verify-webhook.ts';

/** What GitHub and the forges that took over its events say. */
export interface GithubLikeEvent {
  readonly action?: string | undefined;
  readonly pull?: { readonly read: PullRequest; readonly updatedAt: string | undefined } | undefined;
  readonly project?: string | undefined;
  /** When the repository was pushed to. */
  readonly pushedAt?: string | number | undefined;
  readonly ref?: string | undefined;
  readonly after?: string | undefined;
  readonly commits?: readonly { readonly message: string }[] | undefined;
}

/** Reads an event by the name in its header; what concerns no pull request and no push is ignored. */
export function readGithubLikeEvent(name: string, event: GithubLikeEvent): WebhookEvent {
  const project = event.project === undefined ? {} : { project: event.project };
  if (name === 'pull_request' && event.pull !== undefined) {
    const { read: pull, updatedAt } = event.pull;
    const at = eventTime(updatedAt);
    return {
      kind: kindOf(event.action, pull.state),
      ...project,
      number: pull.number,
      branch: pull.branch,
      patchIds: patchIdsIn(pull.body),
      ...(pull.mergeCommit === undefined ? {} : { commit: pull.mergeCommit }),
      ...(at === undefined ? {} : { at }),
    };
  }
  if (name === 'push' && event.ref !== undefined) {
    const at = eventTime(event.pushedAt);
    return {
      kind: 'pushed',
      ...project,
      branch: event.ref.replace(/^refs\/heads\//, ''),
      patchIds: patchIdsIn((event.commits ?? []).map(({ message }) => message).join('\n')),
      ...(event.after === undefined ? {} : { commit: event.after }),
      ...(at === undefined ? {} : { at }),
    };
  }
  return { kind: 'ignored', patchIds: [], ...project };
}

function kindOf(action: string | undefined, state: PullRequest['state']): WebhookEvent['kind'] {
  if (action === 'closed') return state === 'merged' ? 'merged' : 'closed';
  return action === 'reopened' ? 'reopened' : 'changed';
}
