import { z } from 'zod';
import { Project, ProjectId, Scan, SnapshotId, SnapshotStatus } from '../estate/index.ts';
import { CheckState } from '../vocabulary.ts';
import { defineEvent } from './envelope.ts';

const topic = 'maximus.adaptive-immunity.events';

/** A project was registered, changed or archived; key: project id. */
export const projectChanged = defineEvent(
  topic,
  'project.changed',
  z.strictObject({ project: Project, change: z.enum(['created', 'updated', 'archived', 'restored']) }),
);

/** A snapshot is in place; key: project id. */
export const snapshotImported = defineEvent(
  topic,
  'snapshot.imported',
  z.strictObject({
    snapshot_id: SnapshotId,
    project_id: ProjectId,
    status: SnapshotStatus,
    check_state: CheckState,
    component_count: z.number().int(),
    added: z.number().int(),
    removed: z.number().int(),
    source_digest: z.string(),
  }),
);

/** A snapshot could not be taken; the one before stays. Key: project id. */
export const snapshotFailed = defineEvent(
  topic,
  'snapshot.failed',
  z.strictObject({ project_id: ProjectId, code: z.string(), message: z.string(), file: z.string().optional() }),
);

/** A scan reached a final state; key: scan id. */
export const scanCompleted = defineEvent(topic, 'scan.completed', z.strictObject({ scan: Scan }));
