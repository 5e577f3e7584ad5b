import type { Migration } from './types.ts';

/** What was asked of language models and what it cost; a row is there before the question leaves, with the most it may cost. */
export const llmCalls: Migration = {
  id: '0090-llm-calls',
  up(sql) {
    return sql`
      create table llm_call (
        id uuid primary key,
        at timestamptz not null,
        provider text not null,
        model text not null,
        strategy text not null,
        subject text not null,
        patch_id uuid,
        prompt_digest bytea not null,
        input_tokens integer not null,
        output_tokens integer not null,
        cost_usd double precision not null,
        outcome text not null check (outcome in ('asked', 'answered', 'failed')),
        answer text
      );
      create index llm_call_at on llm_call (at);
      create index llm_call_prompt on llm_call (prompt_digest) where outcome = 'answered';
    `;
  },
};
