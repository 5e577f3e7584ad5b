import { outboxAndInbox } from './0001-outbox-and-inbox.ts';
import { identity } from './0010-identity.ts';
import { audit } from './0011-audit.ts';
import { estate } from './0020-estate.ts';
import { findings } from './0021-findings.ts';
import { scansAndFeeds } from './0022-scans-and-feeds.ts';
import type { Migration } from './types.ts';

/** Every step of the schema, in order. 0001–0009 foundation, 0010–0019 identity and audit, 0020–0049 estate. */
export const migrations: readonly Migration[] = [outboxAndInbox, identity, audit, estate, findings, scansAndFeeds];
