import { receiveForgeWebhook } from '@maximus/contracts';
import type { ReplayMemory } from '@maximus/forge';
import { acceptedAnswer, type Route, route } from '@maximus/http';
import type { Result } from '@maximus/kernel';
import { findProject, type Inbox } from '@maximus/storage';
import type { ProjectForge } from '../delivery/forge-of-project.ts';
import { withForge } from '../delivery/with-forge.ts';
import { errors } from '../errors.ts';
import { jobNames, queueOf } from '../jobs.ts';
import type { Parts } from '../parts.ts';

const replayGroup = 'maximus.eureka.webhooks';

/** Webhooks of forges: signature and age are checked, each is taken once over all processes, and then the forge is asked. */
export function webhookRoutes(parts: Parts, inbox: Inbox): Route[] {
  const replays: ReplayMemory = {
    remember: (key) => parts.database.transaction((tx) => inbox.once(tx, replayGroup, key)),
  };
  return [
    route(receiveForgeWebhook, async ({ params, upload, headers, correlationId, signal }) => {
      const project = await findProject(parts.database, params.project);
      if (project === undefined || upload === undefined) throw errors.webhook_unknown('no project is at this address');
      const chunks: Buffer[] = [];
      for await (const chunk of upload.stream) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks);
      const verify = async (way: Result<ProjectForge>) => {
        if (!way.ok) throw errors.webhook_unknown('the project has no forge', {}, way.error);
        return way.value.forge.verifyWebhook({ headers, body });
      };
      const event = await withForge(parts, project, signal, verify, replays);
      if (!event.ok) throw event.error;
      const looks = ['merged', 'closed', 'reopened', 'changed', 'pushed'].includes(event.value.kind);
      if (looks) {
        const payload = { project_id: project.id, correlation_id: correlationId };
        const queue = queueOf(project.id);
        await parts.jobs.enqueue(jobNames.refresh, payload, { key: `${queue}/refresh`, queue });
      }
      return acceptedAnswer({ taken: looks });
    }),
  ];
}
