import { randomUUID } from 'node:crypto';
import type { Tx } from '@maximus/storage';

/** What an APV of a test is like. */
export interface ApvShape {
  /** 0 for low to 3 for critical. */
  readonly priority?: number;
  readonly inKev?: boolean;
  readonly epss?: number;
  readonly fixed?: readonly string[];
}

/** Adds an APV with its words, or changes the one that is there; answers its UUID. */
export async function writeApv(
  tx: Tx,
  { uuid = randomUUID(), nowMs, ...shape }: ApvShape & { readonly uuid: string | undefined; readonly nowMs: number },
): Promise<string> {
  const at = new Date(nowMs);
  const { priority = 2, inKev = false, epss = 0.01, fixed = ['1.0.1'] } = shape;
  const held = await tx.kysely.selectFrom('apv').select('group_key').where('id', '=', uuid).executeTakeFirst();
  const changing = { priority, in_kev: inKev, epss, updated_at: at };
  const document = JSON.stringify({
    cwe_ids: ['CWE-79'],
    affected_packages: [{ name: 'lodash', fixed_versions: fixed }],
  });
  if (held !== undefined) {
    await tx.kysely.updateTable('apv').set(changing).where('id', '=', uuid).execute();
    await tx.kysely.updateTable('apv_words').set({ document }).where('group_key', '=', held.group_key).execute();
    return uuid;
  }
  const primary = `CVE-2026-${uuid.slice(0, 8)}`;
  const { key } = await tx.kysely
    .insertInto('alias_group')
    .values({
      id: randomUUID(),
      primary_id: primary,
      first_seen_at: at,
      created_at: at,
      own_record: JSON.stringify(null),
    })
    .returning('key')
    .executeTakeFirstOrThrow();
  await tx.kysely
    .insertInto('apv')
    .values({
      ...changing,
      ...{ group_key: key, id: uuid, code: `APV-${uuid.slice(0, 8)}`, primary_id: primary, cve_id: primary },
      ...{ kind: 'vulnerability', summary: 'a flaw', status: 'confirmed', check_state: 'ok', severity: 'high' },
      ...{ severity_rank: 1, cvss: 8.1, score: 70, urgency: 1_500, due_at: 'infinity' },
      ...{ project_count: 1, service_count: 1, finding_counts: '{}', assessment: '{}', correlation_id: 'c' },
      ...{
        status_changed_at: at,
        modified: at,
        processed_at: at,
        first_detected_at: at,
        last_seen_at: at,
        created_at: at,
      },
    })
    .execute();
  await tx.kysely
    .insertInto('apv_words')
    .values({ group_key: key, ecosystems: ['npm'], packages: ['lodash'], search: '', document })
    .execute();
  return uuid;
}
