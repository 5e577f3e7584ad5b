import type { Migration } from './types.ts';

/** Accounts, sessions, tokens and what guards them. Secrets are stored as digests or sealed, never as they are. */
export const identity: Migration = {
  id: '0010-identity',
  up(sql) {
    return sql`
      create table users (
        id uuid primary key,
        name text not null,
        name_key text not null unique,
        display_name text not null,
        email text,
        roles text[] not null default '{}'
          check (roles <@ array['viewer', 'reviewer', 'operator', 'admin']),
        password_hash text,
        password_changed_at timestamptz,
        totp_secret bytea,
        totp_enabled_at timestamptz,
        totp_last_step bigint,
        oidc_issuer text,
        oidc_subject text,
        disabled_at timestamptz,
        last_login_at timestamptz,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        version integer not null default 1,
        unique (oidc_issuer, oidc_subject),
        check ((oidc_issuer is null) = (oidc_subject is null))
      );
      create index users_by_name on users (name_key text_pattern_ops, id);
      create index users_by_age on users (created_at, id);
      create index users_admins on users (id) where 'admin' = any (roles) and disabled_at is null;

      create table user_recovery_codes (
        user_id uuid not null references users on delete cascade,
        code_hash bytea not null,
        used_at timestamptz,
        primary key (user_id, code_hash)
      );

      create table user_sessions (
        id uuid primary key,
        user_id uuid not null references users on delete cascade,
        secret_hash bytea not null unique,
        method text not null check (method in ('password', 'oidc', 'link')),
        address text not null,
        user_agent text,
        created_at timestamptz not null,
        last_seen_at timestamptz not null,
        expires_at timestamptz not null
      );
      create index user_sessions_of on user_sessions (user_id, created_at);
      create index user_sessions_end on user_sessions (expires_at);

      create table api_tokens (
        id uuid primary key,
        owner_id uuid references users on delete cascade,
        created_by uuid references users on delete set null,
        name text not null,
        scopes text[] not null,
        secret_hash bytea not null unique,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        last_used_at timestamptz,
        last_used_address text,
        revoked_at timestamptz
      );
      create index api_tokens_of on api_tokens (owner_id, created_at, id);
      create index api_tokens_by_age on api_tokens (created_at, id);

      create table access_links (
        id uuid primary key,
        purpose text not null check (purpose in ('first-admin', 'invitation')),
        user_id uuid references users on delete cascade,
        secret_hash bytea not null unique,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        used_at timestamptz,
        check ((purpose = 'first-admin') = (user_id is null))
      );
      create index access_links_of on access_links (user_id);

      create table login_throttle (
        key bytea primary key,
        failures integer not null,
        last_failure_at timestamptz not null,
        blocked_until timestamptz not null
      );
      create index login_throttle_age on login_throttle (last_failure_at);

      create table socket_tickets (
        secret_hash bytea primary key,
        session_id uuid references user_sessions on delete cascade,
        token_id uuid references api_tokens on delete cascade,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        check ((session_id is null) <> (token_id is null))
      );
      create index socket_tickets_session on socket_tickets (session_id);
      create index socket_tickets_token on socket_tickets (token_id);
      create index socket_tickets_end on socket_tickets (expires_at);

      create table oidc_flows (
        state_hash bytea primary key,
        browser_hash bytea not null,
        sealed bytea not null,
        expires_at timestamptz not null
      );
      create index oidc_flows_end on oidc_flows (expires_at);

      create table access_revocations (
        seq bigint generated always as identity primary key,
        kind text not null check (kind in ('session', 'token', 'user')),
        subject uuid not null,
        reason text not null,
        at timestamptz not null default clock_timestamp()
      );
      create index access_revocations_age on access_revocations (at);
    `;
  },
};
