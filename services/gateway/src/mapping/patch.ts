import { type EventEnvelope, PatchSummary } from '@maximus/contracts';
import { object, pick, type Routed, routed, tagsOf, text, texts } from './draft.ts';

/** What a list shows of a patch: never its diff or its evidence, which are read by REST. */
const summaryFields = Object.keys(PatchSummary.shape);

/** `patch.*` → `adaptive-immunity`, followed under its own id and under every APV that it resolves. */
export function mapPatch(event: EventEnvelope): readonly Routed[] {
  const patch = object(event.data, 'patch');
  const id = text(patch, 'id');
  if (id === undefined) return [];
  return [
    routed('adaptive-immunity', event, {
      type: 'patch',
      data: { ...pick(patch, summaryFields), ...pick(event.data, ['previous_status', 'reason']) },
      key: id,
      follows: texts(patch, 'apv_ids'),
      tags: tagsOf({ priority: text(patch, 'priority'), project: text(patch, 'project_id') }),
    }),
  ];
}
