import { createHash } from 'node:crypto';
import type { DeliveredEdit, Delivery } from '../delivery/types.ts';
import type { PatchStatement } from '../text/statement.ts';

/** SHA-256 in hex. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** An edit of a text file; without `before` the file is new, without `after` it goes. */
export function edit(file: string, before: string | undefined, after: string | null): DeliveredEdit {
  return {
    file,
    ...(before === undefined ? {} : { beforeDigest: sha256(before) }),
    after: after === null ? null : Buffer.from(after),
  };
}

/** A statement about left-pad in a shop, to change where a test wants something special. */
export function sampleStatement(changes: Partial<PatchStatement> = {}): PatchStatement {
  return {
    patchId: 'pch_01patch',
    patchDigest: sha256('the patch'),
    decisionId: 'dec_01decision',
    correlationId: '01890000-0000-7000-8000-000000000001',
    kind: 'dependencies',
    rung: 'direct-upgrade',
    package: 'left-pad',
    from: '1.0.0',
    to: '1.0.1',
    why: 'left-pad 1.0.0 is affected, is loaded at start, and is due in two weeks.',
    path: ['shop', 'left-pad'],
    vulnerabilities: [
      {
        apvId: 'apv_01',
        primaryId: 'CVE-2031-0001',
        link: 'https://advisories.example.test/CVE-2031-0001',
        summary: 'Padding without end',
        severity: 'high',
        priority: 'high',
        due: '2031-02-01',
      },
    ],
    changes: [
      {
        purl_from: 'pkg:npm/left-pad@1.0.0',
        purl_to: 'pkg:npm/left-pad@1.0.1',
        change: 'upgraded',
        direct: true,
        semver_step: 'patch',
        why: 'lowest version that is not affected',
      },
    ],
    attempts: [
      {
        rung: 'lock-bump',
        result: 'not_taken',
        why_not: 'range-excludes-fix',
        sentence: 'package.json asks for exactly 1.0.0.',
        evidence: [],
        duration_ms: 1,
      },
      { rung: 'direct-upgrade', result: 'taken', sentence: 'left-pad to 1.0.1.', evidence: [], duration_ms: 2 },
    ],
    evidence: {
      digest: sha256('the evidence'),
      verdict: 'proven',
      sentence: 'What the arena says of it.',
      level: 'process',
      confidence: 0.93,
      rescan: {
        index_generation: 'g7',
        fixed: [
          {
            alias_group: 'agr_1',
            primary_id: 'CVE-2031-0001',
            purl: 'pkg:npm/left-pad@1.0.0',
            path: ['shop', 'left-pad'],
            priority: 'high',
          },
        ],
        introduced: [],
        unchanged: [],
        not_checked: [],
      },
      tests: {
        result: 'equal',
        newly_failing: [],
        flaky: [],
        before: { command: 'npm test', exit_code: 0, passed: 12, failed: 0, duration_ms: 900 },
        after: { command: 'npm test', exit_code: 0, passed: 12, failed: 0, duration_ms: 905 },
      },
      proof: { result: 'held', proof_id: 'left-pad-loop' },
    },
    files: [
      { file: 'package.json', kind: 'manifest' },
      { file: 'package-lock.json', kind: 'lock' },
    ],
    ...changes,
  };
}

/** A delivery of edits on a commit. */
export function sampleDelivery(
  baseCommit: string,
  edits: readonly DeliveredEdit[],
  changes: Partial<Omit<Delivery, 'statement'>> & { statement?: Partial<PatchStatement> } = {},
): Delivery {
  const { statement, ...rest } = changes;
  return { id: 'dlv_01', baseCommit, edits, statement: sampleStatement(statement), ...rest };
}
