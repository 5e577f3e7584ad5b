import { fail, ok } from '@maximus/kernel';
import { errors } from '../../errors.ts';
import { patchIdsIn } from '../../text/trailers.ts';
import type { WebhookReader } from '../../types.ts';
import { headerOf, hmacFits } from '../../webhooks/signature.ts';
import { bodyJson, eventTime } from '../../webhooks/verify-webhook.ts';
import { readPull } from './api.ts';
import { GithubEvent } from './schema.ts';

/** GitHub signs the body: `X-Hub-Signature-256: sha256=<hex>`. The older SHA-1 header is not looked at. */
export const githubWebhooks: WebhookReader = {
  authentic(request, secret) {
    const header = headerOf(request, 'x-hub-signature-256');
    return hmacFits(request.body, secret, header?.startsWith('sha256=') === true ? header.slice(7) : undefined);
  },
  read(request) {
    const name = headerOf(request, 'x-github-event');
    const parsed = GithubEvent.safeParse(bodyJson(request));
    if (name === undefined || !parsed.success) return fail(errors.webhook_invalid('not an event of GitHub'));
    const event = parsed.data;
    const project = event.repository === undefined ? {} : { project: event.repository.full_name };
    if (name === 'ping') return ok({ kind: 'ping', patchIds: [], ...project });
    if (name === 'pull_request' && event.pull_request !== undefined) {
      const pull = readPull(event.pull_request, event.repository?.full_name ?? '');
      const at = eventTime(event.pull_request.updated_at);
      return ok({
        kind: kindOf(event.action, pull.state),
        ...project,
        number: pull.number,
        branch: pull.branch,
        patchIds: patchIdsIn(pull.body),
        ...(pull.mergeCommit === undefined ? {} : { commit: pull.mergeCommit }),
        ...(at === undefined ? {} : { at }),
      });
    }
    if (name === 'push' && event.ref !== undefined) {
      const at = eventTime(event.repository?.pushed_at);
      return ok({
        kind: 'pushed',
        ...project,
        branch: event.ref.replace(/^refs\/heads\//, ''),
        patchIds: patchIdsIn((event.commits ?? []).map(({ message }) => message).join('\n')),
        ...(event.after === undefined ? {} : { commit: event.after }),
        ...(at === undefined ? {} : { at }),
      });
    }
    return ok({ kind: 'ignored', patchIds: [], ...project });
  },
};

function kindOf(action: string | undefined, state: 'open' | 'merged' | 'closed') {
  if (action === 'closed') return state === 'merged' ? 'merged' : 'closed';
  return action === 'reopened' ? 'reopened' : 'changed';
}
