import type { ColumnType } from 'kysely';

type Json<T> = ColumnType<T, string, string>;

/** Notification channels, and what was sent by them; see migrations 0052 and 0060. */
export interface HeraldTables {
  notify_channel: {
    id: string;
    kind: string;
    name: string;
    enabled: boolean;
    disabled_reason: string | null;
    filter: Json<Record<string, unknown>>;
    url: string | null;
    target: string | null;
    secret: string | null;
    /** What only some kinds are told: recipients, sender, digest. */
    options: Json<Record<string, unknown>>;
    per_minute: number;
    muted_until: Date | null;
    deleted_at: Date | null;
    version: number;
    created_at: Date;
    updated_at: Date;
  };
  notification: {
    id: string;
    channel_id: string;
    event_id: string;
    event_type: string;
    /** What it is about, `kind:id`. */
    about: string | null;
    message: Json<Record<string, unknown>>;
    /** What the receiver gave back, by which the message is found again. */
    receipt: Json<Record<string, unknown>> | null;
    /** The last tries, oldest first. */
    tries: Json<readonly Record<string, unknown>[]>;
    state: string;
    attempts: number;
    response_code: number | null;
    last_error: string | null;
    next_at: Date | null;
    sent_at: Date | null;
    created_at: Date;
    updated_at: Date;
  };
}
