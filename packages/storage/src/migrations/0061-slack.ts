import type { Migration } from './types.ts';

/**
 * Which Slack user is which account, the codes that link them, and the requests of Slack that were taken, so that none is
 * taken twice (hitl.md §9). Codes and requests are stored as digests.
 */
export const slack: Migration = {
  id: '0061-slack',
  up(sql) {
    return sql`
      create table slack_link (
        team_id text not null,
        slack_user_id text not null,
        user_id uuid not null references users (id) on delete cascade,
        slack_name text not null,
        linked_at timestamptz(3) not null,
        last_used_at timestamptz(3),
        primary key (team_id, slack_user_id)
      );
      create index slack_link_of_user on slack_link (user_id, linked_at);
      create table slack_code (
        user_id uuid primary key references users (id) on delete cascade,
        code_hash bytea not null unique,
        expires_at timestamptz(3) not null
      );
      create table slack_request (
        digest bytea primary key,
        taken_at timestamptz(3) not null
      );
      create index slack_request_by_age on slack_request (taken_at);
    `;
  },
};
