import { fail, ok } from '@maximus/kernel';
import { errors } from '../../errors.ts';
import { patchIdsIn } from '../../text/trailers.ts';
import type { WebhookReader } from '../../types.ts';
import { headerOf, secretFits } from '../../webhooks/signature.ts';
import { bodyJson, eventTime } from '../../webhooks/verify-webhook.ts';
import { GitlabEvent } from './schema.ts';

const kinds = { merge: 'merged', close: 'closed', reopen: 'reopened' } as const;

/**
 * GitLab sends the secret itself in `X-Gitlab-Token`. It is not tied to the body, so whoever learns it can word any event:
 * age and memory help less than with a signature, and TLS is a must.
 */
export const gitlabWebhooks: WebhookReader = {
  authentic: (request, secret) => secretFits(headerOf(request, 'x-gitlab-token'), secret),
  read(request) {
    const parsed = GitlabEvent.safeParse(bodyJson(request));
    if (!parsed.success) return fail(errors.webhook_invalid('not an event of GitLab'));
    const { object_kind: name, project, object_attributes: merge, ref, after, commits } = parsed.data;
    const about = project === undefined ? {} : { project: project.path_with_namespace };
    if (name === 'merge_request' && merge !== undefined) {
      const at = eventTime(merge.updated_at);
      const action = merge.action ?? '';
      return ok({
        kind: Object.hasOwn(kinds, action) ? kinds[action as keyof typeof kinds] : 'changed',
        ...about,
        number: merge.iid,
        branch: merge.source_branch,
        patchIds: patchIdsIn(merge.description ?? ''),
        ...(typeof merge.merge_commit_sha === 'string' ? { commit: merge.merge_commit_sha } : {}),
        ...(at === undefined ? {} : { at }),
      });
    }
    if (name === 'push' && ref !== undefined) {
      return ok({
        kind: 'pushed',
        ...about,
        branch: ref.replace(/^refs\/heads\//, ''),
        patchIds: patchIdsIn((commits ?? []).map(({ message }) => message).join('\n')),
        ...(after === undefined ? {} : { commit: after }),
      });
    }
    return ok({ kind: 'ignored', patchIds: [], ...about });
  },
};
