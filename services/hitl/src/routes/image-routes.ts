import { attachToDecision } from '@maximus/contracts';
import { type Route, route } from '@maximus/http';
import { type Images, imageRoute } from '@maximus/images';
import { attachImage } from '../decide/attach-image.ts';
import type { Parts } from '../parts.ts';
import { personOf } from '../person.ts';
import { bytesOf, causeOf, versionOf } from './request-facts.ts';

/** Images of decisions: to attach one, and to see it. */
export function imageRoutes(parts: Parts, images: Images): Route[] {
  return [
    route(attachToDecision, async (input) => {
      const { params, query, upload, principal, headers, signal } = input;
      const bytes = await bytesOf(upload);
      const person = await personOf(parts.database, principal);
      const { attachment, isNew } = await attachImage(
        { ...parts, images },
        person,
        { decisionId: params.decision_id, version: versionOf(headers) },
        { bytes, caption: query.caption, signal },
        causeOf(input),
      );
      return { status: isNew ? 201 : 200, headers: { location: attachment.url }, body: attachment };
    }),
    imageRoute(parts.database),
  ];
}
