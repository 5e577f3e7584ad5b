import { fail, ok } from '@maximus/kernel';
import { errors } from '../../errors.ts';
import type { WebhookReader } from '../../types.ts';
import { readGithubLikeEvent } from '../../webhooks/github-like-event.ts';
import { headerOf, hmacFits } from '../../webhooks/signature.ts';
import { bodyJson } from '../../webhooks/verify-webhook.ts';
import { readPull } from './api.ts';
import { GiteaEvent } from './schema.ts';

/** Gitea signs the body: `X-Gitea-Signature: <hex>`; Forgejo calls the same header `X-Forgejo-Signature`. */
export const giteaWebhooks: WebhookReader = {
  authentic(request, secret) {
    const header = headerOf(request, 'x-gitea-signature') ?? headerOf(request, 'x-forgejo-signature');
    return hmacFits(request.body, secret, header);
  },
  read(request) {
    const name = headerOf(request, 'x-gitea-event') ?? headerOf(request, 'x-forgejo-event');
    const parsed = GiteaEvent.safeParse(bodyJson(request));
    if (name === undefined || !parsed.success) return fail(errors.webhook_invalid('not an event of Gitea'));
    const { pull_request: pull, repository, ...event } = parsed.data;
    const project = repository?.full_name;
    return ok(
      readGithubLikeEvent(name, {
        ...event,
        project,
        pull: pull && { read: readPull(pull, project ?? ''), updatedAt: pull.updated_at },
        pushedAt: repository?.updated_at,
      }),
    );
  },
};
