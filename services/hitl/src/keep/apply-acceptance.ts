import { formatId } from '@maximus/kernel';
import { type DecisionDocument, type DecisionRow, insertAcceptance, type Tx } from '@maximus/storage';
import type { Parts } from '../parts.ts';

/** Background work of Oráculo: carries decisions that have just come into force over to the findings they cover. */
const coverJob = 'oraculo.accept';

/** Puts an approved acceptance or VEX statement into force, in the transaction of its release (apv.md §4). */
export async function applyAcceptance(tx: Tx, parts: Parts, row: DecisionRow): Promise<void> {
  if (row.subject_kind !== 'acceptance' && row.subject_kind !== 'vex') return;
  const { acceptance } = row.document as unknown as DecisionDocument;
  if (acceptance === undefined) return;
  const nowMs = parts.clock.now();
  const asked = acceptance as unknown as StoredAcceptance;
  const expiresAt = row.subject_kind === 'vex' ? null : new Date(nowMs + asked.days * 86_400_000);
  await insertAcceptance(
    tx,
    {
      id: row.id,
      kind: row.subject_kind,
      scope: asked.scope,
      group_key: asked.group_key,
      project_key: asked.project_key,
      component_key: asked.component_key,
      finding_id: asked.finding_id,
      base_ecosystem: asked.base_ecosystem,
      name_key: asked.name_key,
      version_range: asked.version_range,
      reason: asked.reason,
      owner: row.author,
      expires_at: expiresAt,
      vex:
        row.subject_kind === 'vex'
          ? {
              status: 'not_affected',
              justification: asked.justification,
              ...(asked.impact_statement !== null && { impact_statement: asked.impact_statement }),
              author: row.author,
              decided_at: new Date(nowMs).toISOString(),
            }
          : null,
      decision_id: formatId('dec', row.id),
      correlation_id: row.correlation_id,
    },
    nowMs,
  );
  await parts.jobs.enqueue(coverJob, { group_key: asked.group_key, correlation_id: row.correlation_id }, { tx });
}

/** What of a request for an acceptance is kept until it comes into force; ids are the database's. */
export interface StoredAcceptance {
  readonly scope: string;
  readonly group_key: number;
  readonly project_key: number | null;
  readonly component_key: number | null;
  readonly finding_id: string | null;
  readonly base_ecosystem: string | null;
  readonly name_key: string | null;
  readonly version_range: string | null;
  readonly reason: string;
  readonly days: number;
  readonly justification: string | null;
  readonly impact_statement: string | null;
  readonly in_kev: boolean;
}
