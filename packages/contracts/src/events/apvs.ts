import { z } from 'zod';
import { Apv, ApvId, ApvStatus } from '../apv/index.ts';
import { defineEvent } from './envelope.ts';

const topic = 'maximus.adaptive-immunity.apv';

/** Fields left out so that the event keeps within 1 MiB (oraculo.md §6). */
const truncated = z.array(z.string()).optional();

/** An APV came into being; key: APV id, as of all four. */
export const apvDetected = defineEvent(topic, 'apv.detected', z.strictObject({ apv: Apv, truncated }));

/** Derived values or words of an APV changed; `changed` names the fields. */
export const apvUpdated = defineEvent(
  topic,
  'apv.updated',
  z.strictObject({ apv: Apv, changed: z.array(z.string()), truncated }),
);

/** The roll-up of an APV's findings changed. */
export const apvStatusChanged = defineEvent(
  topic,
  'apv.status_changed',
  z.strictObject({
    apv_id: ApvId,
    from: ApvStatus,
    to: ApvStatus,
    reason: z.string(),
    version: z.number().int(),
  }),
);

/** Two groups became one, and this APV ended in the other. */
export const apvSuperseded = defineEvent(
  topic,
  'apv.superseded',
  z.strictObject({ apv_id: ApvId, superseded_by: ApvId }),
);
