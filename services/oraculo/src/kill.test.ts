import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buildIndex } from '@maximus/advisories';
import { systemClock, unwrap } from '@maximus/kernel';
import { openTestDatabase } from '@maximus/storage/testing';
import { expect, test, vi } from 'vitest';
import { advisory } from './testing/fixture.ts';
import { runOraculo } from './testing/running.ts';

test('a kill in the midst of imports loses no upload that was acknowledged, and doubles nothing', {
  timeout: 300_000,
}, async () => {
  const dir = mkdtempSync(join(tmpdir(), 'maximus-kill-'));
  try {
    const records = join(dir, 'records.jsonl');
    writeFileSync(records, `${JSON.stringify(advisory('GHSA-a', 'lodash', '4.17.21'))}\n`);
    const indexDir = join(dir, 'index');
    unwrap(await buildIndex({ out: indexDir, from: [records], clock: systemClock }));
    await using opened = await openTestDatabase({ poolSize: 8 });
    const { kysely } = opened.database;
    const acknowledged: string[] = [];
    for (const enough of [6, 14]) {
      const script = new URL('./testing/upload-child.ts', import.meta.url).pathname;
      const child = spawn(process.execPath, [script, JSON.stringify(opened.connection), indexDir], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      for await (const line of createInterface({ input: child.stdout })) {
        acknowledged.push(line);
        if (acknowledged.length >= enough && child.exitCode === null) child.kill('SIGKILL');
      }
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }
    await using _oraculo = await runOraculo({ database: opened.database, clock: systemClock, indexDir });
    await vi.waitFor(
      async () => {
        const rows = await kysely
          .selectFrom('snapshot')
          .select(['id', 'status'])
          .where('id', 'in', acknowledged)
          .execute();
        expect(rows.map(({ status }) => status)).toEqual(acknowledged.map(() => 'complete'));
      },
      { timeout: 240_000, interval: 500 },
    );
    const findings = await kysely.selectFrom('finding').select(['project_key', 'status']).execute();
    expect(new Set(findings.map(({ project_key }) => project_key)).size).toBe(findings.length);
    expect(findings.length).toBeGreaterThanOrEqual(new Set(acknowledged).size / 2);
    const apv = await kysely.selectFrom('apv').selectAll().executeTakeFirstOrThrow();
    expect(apv.project_count).toBe(findings.length);
    expect(apv.finding_counts).toEqual({ suspected: findings.length });
    const detected = await kysely
      .selectFrom('outbox')
      .select('envelope')
      .where('topic', '=', 'maximus.adaptive-immunity.apv')
      .execute();
    expect(detected.filter(({ envelope }) => envelope.includes('"apv.detected"'))).toHaveLength(1);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
