import type { OsvRecord } from '@maximus/advisories';
import { type ApvId, apvStatusChanged, type Severity } from '@maximus/contracts';
import { newUuid } from '@maximus/kernel';
import {
  addComponents,
  addTestGroup,
  ensureFiles,
  findComponents,
  findProject,
  insertProject,
  lockProject,
  noteJudged,
  removeTestGroups,
  type Tx,
  takeGrouping,
  takeMatching,
  wireId,
  writeMatches,
  writeOccurrences,
} from '@maximus/storage';
import { refreshApvs } from '../apvs/refresh-apvs.ts';
import { seePairs } from '../delta/apply-judgement.ts';
import { emitFindingBatch } from '../delta/batch-events.ts';
import { errors } from '../errors.ts';
import type { Parts } from '../parts.ts';

/** What a test APV is made of. */
export interface TestApv {
  readonly cveId: string;
  readonly severity: Severity;
  readonly packageName: string;
  /** Id or slug; a project of its own where absent. */
  readonly project: string | undefined;
  readonly correlationId: string;
}

const testSlug = 'maximus-test';
const testVersion = '0.0.0';
const testFile = 'test-endpoint';

/**
 * Makes an APV that is real in every respect but its source: a component, an occurrence, a match, a finding, events. The
 * same id again answers the APV that is there. Marked with `source_feed: "test"`.
 */
export async function triggerTestApv(parts: Parts, test: TestApv): Promise<ApvId> {
  const { database, clock } = parts;
  const projectKey = await testProject(parts, test);
  const nowMs = clock.now();
  const component = {
    purl: `pkg:generic/maximus-test/${encodeURIComponent(test.packageName)}@${testVersion}`,
    requested: '',
    ecosystem: 'test',
    baseEcosystem: 'test',
    name: test.packageName,
    nameKey: test.packageName,
    version: testVersion,
    integrity: null,
    licences: [],
  };
  await addComponents(database, [component], nowMs);
  const [kept] = await findComponents(database, [component]);
  const componentKey = kept?.key ?? 0;
  return database.transaction(async (tx) => {
    await lockProject(tx, projectKey);
    await takeMatching(tx);
    await takeGrouping(tx);
    const record = recordOf(test, nowMs);
    const groupKey = await addTestGroup(tx, { id: test.cveId, record, atMs: nowMs });
    const fileKey = (await ensureFiles(tx, projectKey, [{ path: testFile, format: 'test' }])).get(testFile) ?? 0;
    const place = { componentKey, fileKey, scope: 0, direct: true, line: null, requested: null, override: null };
    await writeOccurrences(tx, projectKey, { removed: [], added: [], changed: [place] });
    await noteJudged(tx, [{ key: componentKey, advisories: 1, doubt: null }], 0);
    const matched = [{ id: test.cveId, reason: 'version-list', text: 'made by the test endpoint' }];
    const match = {
      fingerprint: '0',
      kind: 'vulnerability',
      confidence: 'high',
      fixedVersion: '1.0.0',
      removedBy: '1.0.0',
    };
    await writeMatches(tx, [{ ...match, componentKey, groupKey, fixedVersions: ['1.0.0'], matched }]);
    const context = {
      cause: { kind: 'test', id: test.cveId },
      atMs: nowMs,
      correlationId: test.correlationId,
    } as const;
    const seen = await seePairs(tx, [{ componentKey, groupKey }], context, projectKey);
    using lease = parts.index.tryLease();
    const { sketches } = await refreshApvs(tx, parts, lease?.live, { groupKeys: [groupKey], ...context });
    await emitFindingBatch(tx, { ...context, ...seen, sketches });
    const sketch = sketches.get(groupKey);
    if (sketch === undefined) throw new Error('a finding that was opened has an APV');
    return sketch.id;
  });
}

/** Removes every APV that the test endpoint made, with its findings and history. Answers how many. */
export async function removeTestApvs(parts: Parts, correlationId: string): Promise<number> {
  return parts.database.transaction(async (tx: Tx) => {
    await takeMatching(tx);
    const removed = await removeTestGroups(tx);
    for (const { id, status, version } of removed) {
      if (status === 'withdrawn') continue;
      const apvId = wireId('apv', id);
      const data = {
        apv_id: apvId,
        from: status,
        to: 'withdrawn',
        reason: 'test APVs were removed',
        version: version + 1,
      };
      tx.emit({ event: apvStatusChanged, key: apvId, correlationId, data });
    }
    return removed.length;
  });
}

async function testProject(parts: Parts, test: TestApv): Promise<number> {
  const slug = test.project ?? testSlug;
  const found = await findProject(parts.database, slug);
  if (found !== undefined) return found.key;
  if (test.project !== undefined) throw errors.project_not_found(`there is no project "${slug}"`);
  const source = { kind: 'sbom', location: 'made by the test endpoint' } as const;
  const project = { id: newUuid(parts.clock), slug, name: 'Test', source, isTest: true } as const;
  return (await parts.database.transaction((tx) => insertProject(tx, project, parts.clock.now()))).key;
}

function recordOf({ cveId, severity, packageName }: TestApv, nowMs: number): OsvRecord {
  const now = new Date(nowMs).toISOString();
  return {
    id: cveId,
    modified: now,
    published: now,
    summary: `${cveId} (made by the test endpoint)`,
    details: 'This record was made by the test endpoint; no feed knows of it.',
    affected: [
      {
        package: { ecosystem: 'test', name: packageName },
        ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.0.0' }] }],
        versions: [testVersion],
      },
    ],
    database_specific: { severity },
  };
}
