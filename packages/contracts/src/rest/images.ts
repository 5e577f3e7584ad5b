import { z } from 'zod';
import { Attachment, ImageCaption, maxImageBytes } from '../review/index.ts';
import { defineEndpoint } from './endpoint.ts';

export const attachToDecision = defineEndpoint({
  id: 'attachToDecision',
  method: 'POST',
  path: '/hitl/decisions/{decision_id}/attachments',
  summary: 'Attach an image: PNG, JPEG, WebP, AVIF or the first frame of a GIF; at most ten per decision',
  tag: 'Review',
  access: { role: 'reviewer', scopes: ['review'] },
  params: z.strictObject({ decision_id: z.string().max(64) }),
  query: z.strictObject({ caption: ImageCaption.optional() }),
  bodyKind: 'either',
  maxBodyBytes: maxImageBytes,
  answers: {
    /** The decision had this very image already. */
    200: Attachment,
    201: Attachment,
  },
});

/** Never changes, so browsers keep it; which form is sent follows `Accept`. */
export const getImage = defineEndpoint({
  id: 'getImage',
  method: 'GET',
  path: '/api/images/{digest}/{size}',
  summary: 'An image within a square of 320, 800 or 1600 pixels',
  tag: 'Review',
  access: { role: 'viewer' },
  params: z.strictObject({ digest: z.string().max(64), size: z.string().max(4) }),
  answers: { 200: undefined, 304: undefined },
  produces: 'image/webp',
});
