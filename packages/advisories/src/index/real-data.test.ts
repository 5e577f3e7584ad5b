import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { frozenClock, unwrap } from '@maximus/kernel';
import { expect, test } from 'vitest';
import { buildIndex } from './build-index.ts';
import { openIndex } from './open-index.ts';
import { verifyIndex } from './verify-index.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const data = join(process.env.MAXIMUS_TEST_DATA ?? join(root, '..', 'shared', 'data'), 'advisories');
const mustRun = process.env.CI !== undefined || process.env.MAXIMUS_PROVISION === '1';
const clock = frozenClock('2026-11-20T00:00:00Z');

test.skipIf(!existsSync(data) && !mustRun)(
  `all real records build, verify and answer (needs ${data}; MAXIMUS_TEST_DATA names another place)`,
  { timeout: 180_000 },
  async () => {
    const dir = mkdtempSync(join(tmpdir(), 'maximus-real-'));
    try {
      const report = unwrap(await buildIndex({ from: [data], out: dir, clock }));
      expect(report).toMatchObject({ records: 46_416, read: 46_420, kev: 1662, epss: 360_142 });
      // Three converted records have a stamp such as 2015-05-29T12:53:14T+1200Z, which no schema allows.
      expect(report.quarantined.map(({ id, line }) => [id, line])).toEqual([
        ['FOP-silverstripe-framework-SS-2015-013-1', 813],
        ['FOP-sylius-grid-CVE-2019-12186', 933],
        ['FOP-sylius-grid-bundle-CVE-2019-12186', 934],
      ]);
      const index = unwrap(openIndex(dir));
      expect(index.manifest.ecosystems).toMatchObject({ npm: 25_363, PyPI: 7105, Go: 4296, Bitnami: 5044 });
      expect(index.manifest.withdrawn).toBe(449);
      expect(index.lookup('npm', 'event-stream').some(({ kind }) => kind === 'malware')).toBe(true);
      expect(index.kev('CVE-2021-44228')).toMatchObject({ date_added: '2021-12-10', source: 'cisa-kev 2026.08.07' });
      expect(index.epss('CVE-2021-44228')).toMatchObject({ probability: 0.99999, date: '2026-08-16' });
      expect(index.groupOf('PYSEC-2005-1')).toMatchObject({ primaryId: 'CVE-2005-4644' });
      index.close();
      expect(unwrap(await verifyIndex(dir)).faults).toEqual([]);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  },
);
