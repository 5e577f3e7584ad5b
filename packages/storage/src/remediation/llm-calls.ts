import { sql } from 'kysely';
import type { Database, Writer } from '../database/index.ts';

/** A question that is about to leave, with the most that it may cost. */
export interface NewLlmCall {
  /** UUID. */
  readonly id: string;
  readonly atMs: number;
  readonly provider: string;
  readonly model: string;
  readonly strategy: string;
  readonly subject: string;
  /** SHA-256 over all that is asked. */
  readonly promptDigest: Buffer;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
}

/** What became of one; what is absent stays at what was reserved. */
export interface LlmCallEnd {
  readonly outcome: 'answered' | 'failed';
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly costUsd?: number;
  readonly answer?: string;
}

/** An answer of the ledger, with what it cost. */
export interface AnsweredLlmCall {
  /** UUID. */
  readonly id: string;
  readonly answer: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
}

/** What the calendar month (UTC) of a time has cost so far, in US dollars, questions in hand at their most. */
async function spent(db: Writer, atMs: number): Promise<number> {
  const { rows } = await sql<{ sum: number }>`
    select coalesce(sum(cost_usd), 0)::float8 as sum from llm_call
    where at >= date_trunc('month', ${new Date(atMs)}::timestamptz at time zone 'UTC') at time zone 'UTC'
  `.execute(db.kysely);
  return rows[0]?.sum ?? 0;
}

/** The ledger of language models. Two that ask at the same time are counted one after the other. */
export const llmCalls = {
  spent,

  /** Writes a question down if the month's budget still bears the most that it may cost; answers what was spent before it. */
  async reserve(
    database: Database,
    call: NewLlmCall,
    monthlyUsd: number,
  ): Promise<{ readonly isReserved: boolean; readonly spentUsd: number }> {
    return database.transaction(async (tx) => {
      await sql`lock table llm_call in share row exclusive mode`.execute(tx.kysely);
      const spentUsd = await spent(tx, call.atMs);
      if (spentUsd + call.costUsd > monthlyUsd) return { isReserved: false, spentUsd };
      const row = {
        id: call.id,
        at: new Date(call.atMs),
        provider: call.provider,
        model: call.model,
        strategy: call.strategy,
        subject: call.subject,
        patch_id: null,
        prompt_digest: call.promptDigest,
        input_tokens: call.inputTokens,
        output_tokens: call.outputTokens,
        cost_usd: call.costUsd,
        outcome: 'asked',
        answer: null,
      };
      await tx.kysely.insertInto('llm_call').values(row).execute();
      return { isReserved: true, spentUsd };
    });
  },

  /** Writes down what became of a question. */
  async settle(db: Writer, id: string, end: LlmCallEnd): Promise<void> {
    const { outcome, inputTokens, outputTokens, costUsd, answer } = end;
    const set = {
      outcome,
      ...(inputTokens !== undefined && { input_tokens: inputTokens }),
      ...(outputTokens !== undefined && { output_tokens: outputTokens }),
      ...(costUsd !== undefined && { cost_usd: costUsd }),
      ...(answer !== undefined && { answer }),
    };
    await db.kysely.updateTable('llm_call').set(set).where('id', '=', id).execute();
  },

  /** Says for which patch a question was asked; the first one stays. */
  async attribute(db: Writer, id: string, patchId: string): Promise<void> {
    await db.kysely
      .updateTable('llm_call')
      .set({ patch_id: patchId })
      .where('id', '=', id)
      .where('patch_id', 'is', null)
      .execute();
  },

  /** What was answered to exactly this question before. */
  async answered(db: Writer, promptDigest: Buffer): Promise<AnsweredLlmCall | undefined> {
    const row = await db.kysely
      .selectFrom('llm_call')
      .select(['id', 'answer', 'input_tokens', 'output_tokens', 'cost_usd'])
      .where('prompt_digest', '=', promptDigest)
      .where('outcome', '=', 'answered')
      .orderBy('at', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (row === undefined || row.answer === null) return undefined;
    const { id, answer, input_tokens: inputTokens, output_tokens: outputTokens, cost_usd: costUsd } = row;
    return { id, answer, inputTokens, outputTokens, costUsd };
  },
};
