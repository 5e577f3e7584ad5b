import type { AuditTables } from './audit/index.ts';
import type { DeadLetterTables } from './dead-letters/index.ts';
import type { EstateTables } from './estate/index.ts';
import type { FeedTables } from './feeds/index.ts';
import type { FindingTables } from './findings/index.ts';
import type { HeraldTables } from './herald/index.ts';
import type { IdempotencyTables } from './idempotency/index.ts';
import type { IdentityTables } from './identity/index.ts';
import type { ImageTables } from './images/index.ts';
import type { InboxTables } from './inbox/index.ts';
import type { JobTables } from './jobs/index.ts';
import type { OutboxTables } from './outbox/index.ts';
import type { RemediationTables } from './remediation/index.ts';
import type { ReviewTables } from './review/index.ts';
import type { ScanTables } from './scans/index.ts';
import type { SlackTables } from './slack/index.ts';

/**
 * Every table of the database, by area; each area declares its own in its folder and is named here once. Columns are what
 * PostgreSQL has: ids are `uuid` text, 64-bit numbers are text, times are `Date`.
 */
export interface Tables
  extends OutboxTables,
    InboxTables,
    DeadLetterTables,
    IdempotencyTables,
    JobTables,
    IdentityTables,
    AuditTables,
    EstateTables,
    FindingTables,
    ScanTables,
    FeedTables,
    RemediationTables,
    ReviewTables,
    HeraldTables,
    ImageTables,
    SlackTables {}
