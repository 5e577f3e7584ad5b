import { outboxAndInbox } from './0001-outbox-and-inbox.ts';
import { deadLetters } from './0002-dead-letters.ts';
import { idempotency } from './0003-idempotency.ts';
import { jobWorkers } from './0004-job-workers.ts';
import { identity } from './0010-identity.ts';
import { audit } from './0011-audit.ts';
import { estate } from './0020-estate.ts';
import { findings } from './0021-findings.ts';
import { scansAndFeeds } from './0022-scans-and-feeds.ts';
import { lists } from './0030-lists.ts';
import { remediation } from './0040-remediation.ts';
import { patchTimes } from './0041-patch-times.ts';
import { review } from './0050-review.ts';
import { auditCheckpoints } from './0051-audit-checkpoints.ts';
import { herald } from './0052-herald.ts';
import { images } from './0053-images.ts';
import { notificationTries } from './0060-notification-tries.ts';
import { slack } from './0061-slack.ts';
import { cheapImports } from './0070-cheap-imports.ts';
import { whoHasIt } from './0071-who-has-it.ts';
import { scanFilter } from './0080-scan-filter.ts';
import { llmCalls } from './0090-llm-calls.ts';
import type { Migration } from './types.ts';

/**
 * Every step of the schema, in order. 0001–0009 foundation, 0010–0019 identity and audit, 0020–0039 estate, 0040–0049
 * remedies, 0050–0059 review and the checkpoints of the audit log, 0060–0069 notifications and Slack, 0070–0079 what a
 * large estate costs, 0080–0089 what scans are asked for, 0090–0099 language models.
 */
export const migrations: readonly Migration[] = [
  outboxAndInbox,
  deadLetters,
  idempotency,
  jobWorkers,
  identity,
  audit,
  estate,
  findings,
  scansAndFeeds,
  lists,
  remediation,
  patchTimes,
  review,
  auditCheckpoints,
  herald,
  images,
  notificationTries,
  slack,
  cheapImports,
  whoHasIt,
  scanFilter,
  llmCalls,
];
