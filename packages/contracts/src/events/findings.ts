import { z } from 'zod';
import { ApvId, FindingId, FindingResolution, FindingStatus } from '../apv/index.ts';
import { Actor } from '../apv/status.ts';
import { ComponentId, ProjectId } from '../estate/index.ts';
import { Priority } from '../vocabulary.ts';
import { defineEvent } from './envelope.ts';

const topic = 'maximus.adaptive-immunity.events';

/** What opened or changed the findings of a batch. */
export const FindingCause = z.strictObject({
  kind: z.enum(['scan', 'advisories', 'project', 'decision', 'expiry', 'test', 'patch']),
  /** Scan, delta, project, decision or patch. */
  id: z.string(),
});
export type FindingCause = z.infer<typeof FindingCause>;

const batch = {
  cause: FindingCause,
  generation: z.number().int().optional(),
  /** Findings of the batch, over all items. */
  count: z.number().int(),
  /**
   * Set where the items alone would pass the limit of an event: SHA-256 under which the whole list is stored; `items` is
   * empty then.
   */
  items_digest: z.string().optional(),
};

const place = z.strictObject({ id: FindingId, project_id: ProjectId, version: z.number().int() });

/** New findings of one component and APV. */
export const OpenedItem = z.strictObject({
  apv_id: ApvId,
  primary_id: z.string(),
  component_id: ComponentId,
  purl: z.string(),
  status: FindingStatus,
  priority: Priority,
  findings: z.array(place),
});
export type OpenedItem = z.infer<typeof OpenedItem>;

/** Changed findings of one component and APV that share the change. */
export const ChangedItem = z.strictObject({
  apv_id: ApvId,
  primary_id: z.string(),
  component_id: ComponentId,
  purl: z.string(),
  from: FindingStatus,
  to: FindingStatus,
  resolution: FindingResolution.optional(),
  actor: Actor,
  reason: z.string(),
  findings: z.array(place),
});
export type ChangedItem = z.infer<typeof ChangedItem>;

/** Findings that one delta or scan opened; key: id of the cause (oraculo.md §6). */
export const findingOpened = defineEvent(
  topic,
  'finding.opened',
  z.strictObject({ ...batch, items: z.array(OpenedItem) }),
);

/** Findings whose status one delta, scan or decision changed; key: id of the cause. */
export const findingStatusChanged = defineEvent(
  topic,
  'finding.status_changed',
  z.strictObject({ ...batch, items: z.array(ChangedItem) }),
);
