import type { EventEnvelope } from '@maximus/contracts';
import { object, pick, type Routed, routed, tagsOf, text, texts } from './draft.ts';

/** What a list shows of a patch: never its diff or its evidence, which are read by REST. */
const summaryFields = [
  'id',
  'apv_ids',
  'apv_id',
  'cve_id',
  'project_id',
  'project',
  'status',
  'strategy',
  'rung',
  'verdict',
  'confidence',
  'package',
  'from',
  'to',
  'priority',
  'breaking',
  'digest',
  'diff_digest',
  'patch_size_lines',
  'branch_name',
  'pr_number',
  'pr_url',
  'timings',
  'time_to_patch_seconds',
  'created_at',
  'updated_at',
  'version',
];

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
      follows: [...texts(patch, 'apv_ids'), ...(text(patch, 'apv_id') === undefined ? [] : [String(patch['apv_id'])])],
      tags: tagsOf({ priority: text(patch, 'priority'), project: text(patch, 'project_id') }),
    }),
  ];
}
