import type { Generated } from 'kysely';

/** Rows of accounts, sessions, tokens and what guards them; see migration 0010. */
export interface IdentityTables {
  users: {
    id: string;
    name: string;
    name_key: string;
    display_name: string;
    email: string | null;
    roles: string[];
    password_hash: string | null;
    password_changed_at: Date | null;
    totp_secret: Buffer | null;
    totp_enabled_at: Date | null;
    totp_last_step: string | null;
    oidc_issuer: string | null;
    oidc_subject: string | null;
    disabled_at: Date | null;
    last_login_at: Date | null;
    created_at: Date;
    updated_at: Date;
    version: number;
  };
  user_recovery_codes: { user_id: string; code_hash: Buffer; used_at: Date | null };
  user_sessions: {
    id: string;
    user_id: string;
    secret_hash: Buffer;
    method: 'password' | 'oidc' | 'link';
    address: string;
    user_agent: string | null;
    created_at: Date;
    last_seen_at: Date;
    expires_at: Date;
  };
  api_tokens: {
    id: string;
    owner_id: string | null;
    created_by: string | null;
    name: string;
    scopes: string[];
    secret_hash: Buffer;
    created_at: Date;
    expires_at: Date;
    last_used_at: Date | null;
    last_used_address: string | null;
    revoked_at: Date | null;
  };
  access_links: {
    id: string;
    purpose: 'first-admin' | 'invitation';
    user_id: string | null;
    secret_hash: Buffer;
    created_at: Date;
    expires_at: Date;
    used_at: Date | null;
  };
  login_throttle: { key: Buffer; failures: number; last_failure_at: Date; blocked_until: Date };
  socket_tickets: {
    secret_hash: Buffer;
    session_id: string | null;
    token_id: string | null;
    created_at: Date;
    expires_at: Date;
  };
  oidc_flows: { state_hash: Buffer; browser_hash: Buffer; sealed: Buffer; expires_at: Date };
  access_revocations: {
    seq: Generated<string>;
    kind: 'session' | 'token' | 'user';
    subject: string;
    reason: string;
    at: Generated<Date>;
  };
}
