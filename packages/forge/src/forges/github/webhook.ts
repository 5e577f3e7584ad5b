import { fail, ok } from '@maximus/kernel';
import { errors } from '../../errors.ts';
import type { WebhookReader } from '../../types.ts';
import { readGithubLikeEvent } from '../../webhooks/github-like-event.ts';
import { headerOf, hmacFits } from '../../webhooks/signature.ts';
import { bodyJson } from '../../webhooks/verify-webhook.ts';
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
    const { pull_request: pull, repository, ...event } = parsed.data;
    const project = repository?.full_name;
    if (name === 'ping') return ok({ kind: 'ping', patchIds: [], ...(project === undefined ? {} : { project }) });
    return ok(
      readGithubLikeEvent(name, {
        ...event,
        project,
        pull: pull && { read: readPull(pull, project ?? ''), updatedAt: pull.updated_at },
        pushedAt: repository?.pushed_at,
      }),
    );
  },
};
