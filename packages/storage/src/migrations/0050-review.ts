import type { Migration } from './types.ts';

/** Decisions of people about patches and risks, the rules they decide by, and what they said. */
export const review: Migration = {
  id: '0050-review',
  up(sql) {
    return sql`
      create table decision (
        id uuid primary key,
        subject_kind text not null,
        subject_id text not null,
        patch_id uuid,
        project_key integer not null references project (key),
        subject_digest text not null,
        status text not null,
        priority smallint not null,
        -- 0 for the most urgent: priority, then score.
        urgency integer not null,
        severity text not null,
        required smallint not null check (required > 0),
        votes jsonb not null default '[]',
        effect text not null default 'none',
        effect_at timestamptz(3),
        decided_by text,
        decided_via text,
        decided_at timestamptz(3),
        comment text,
        reason text,
        requires_escalation boolean not null default false,
        sla_target_seconds integer not null,
        sla_at_risk_at timestamptz(3) not null,
        sla_breach_at timestamptz(3) not null,
        -- 0 nothing, 1 at risk, 2 breached.
        sla_told smallint not null default 0,
        -- What was left of the clock when it was stopped; null while it runs.
        sla_left_seconds real,
        paused_seconds real not null default 0,
        snoozed boolean not null default false,
        snoozed_at timestamptz(3),
        snooze_until timestamptz(3),
        snooze_condition text,
        snoozed_by text,
        -- What a condition is compared with.
        snooze_base jsonb,
        assignee text,
        author text not null,
        policy_ref text not null,
        is_sampled boolean not null default false,
        is_break_glass boolean not null default false,
        bulk_id uuid,
        -- What was copied when it opened; it never changes.
        document jsonb not null,
        -- What a held decision would be undone to.
        previous jsonb,
        undone_count smallint not null default 0,
        words tsvector not null,
        correlation_id text not null,
        version integer not null default 1,
        created_at timestamptz(3) not null,
        updated_at timestamptz(3) not null
      );
      create unique index decision_open on decision (subject_kind, subject_id) where status in ('pending', 'escalated');
      create index decision_of_subject on decision (subject_kind, subject_id, id desc);
      create index decision_queue_risk on decision (urgency, created_at, id)
        where status in ('pending', 'escalated') and not snoozed;
      create index decision_queue_created on decision (created_at, id)
        where status in ('pending', 'escalated') and not snoozed;
      create index decision_queue_sla on decision (sla_breach_at, id)
        where status in ('pending', 'escalated') and not snoozed;
      create index decision_snoozed on decision (urgency, created_at, id) where snoozed;
      create index decision_newest on decision (created_at desc, id desc);
      create index decision_by_status on decision (status, created_at desc, id desc);
      create index decision_by_decider on decision (decided_by, created_at desc, id desc) where decided_by is not null;
      create index decision_by_project on decision (project_key, created_at desc, id desc);
      create index decision_decided on decision (decided_at) where decided_at is not null;
      create index decision_held on decision (effect_at) where effect = 'held';
      create index decision_of_bulk on decision (bulk_id) where bulk_id is not null;
      create index decision_words on decision using gin (words);

      create table decision_history (
        decision_id uuid not null references decision (id),
        version integer not null,
        from_status text,
        to_status text not null,
        at timestamptz(3) not null,
        actor text not null,
        by_whom text,
        reason text not null,
        correlation_id text not null,
        primary key (decision_id, version)
      );

      create table decision_comment (
        id uuid primary key,
        decision_id uuid not null references decision (id),
        user_id text not null,
        user_name text not null,
        comment text not null,
        created_at timestamptz(3) not null,
        edited_at timestamptz(3)
      );
      create index decision_comment_of on decision_comment (decision_id, id);

      create table decision_bulk (
        id uuid primary key,
        action text not null,
        by_whom text not null,
        undo_until timestamptz(3),
        created_at timestamptz(3) not null
      );

      create table review_policy (
        policy_id text not null,
        scope_kind text not null,
        scope_id text,
        version integer not null,
        policy jsonb not null,
        updated_by text not null,
        updated_at timestamptz(3) not null,
        primary key (policy_id, version)
      );
    `;
  },
};
