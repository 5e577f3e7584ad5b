import type { ReportFinding, ScanReport, WhyNot } from '@maximus/contracts';
import { defaultScanConfig, toSettings } from '@maximus/scanning';
import { describe, expect, it } from 'vitest';
import { sampleRun } from '../testing/sample-run.ts';
import { endOfRun } from './end-of-run.ts';
import type { LockWork } from './types.ts';

const settings = toSettings(defaultScanConfig);

function finding(id: string, severity: ReportFinding['severity'] = 'high'): ReportFinding {
  return {
    group_id: id,
    primary_id: id,
    severity,
    kind: 'vulnerability',
    priority: 'high',
    package: { ecosystem: 'npm', name: id, version: '1.0.0', purl: `pkg:npm/${id}@1.0.0` },
    occurrences: [{ file: 'package-lock.json' }],
  } as unknown as ReportFinding;
}

const reportOf = (findings: readonly ReportFinding[], incomplete: readonly unknown[] = []) =>
  ({ findings, incomplete }) as unknown as ScanReport;
const target = (id: string) =>
  ({ group_id: id, primary_id: id, purl: `pkg:npm/${id}@1.0.0`, priority: 'high' }) as const;
const remedy = (id: string) => ({ plan: { targets: [target(id)] } }) as never;

function lock(parts: {
  readonly kept?: readonly string[];
  readonly dropped?: readonly string[];
  readonly stuck?: Readonly<Record<string, WhyNot>>;
}): LockWork {
  const { kept = [], dropped = [], stuck = {} } = parts;
  const targets = kept.map(target);
  return {
    lockFile: 'package-lock.json',
    planned: {
      remedies: [...kept, ...dropped].map(remedy),
      along: [],
      stuck: Object.entries(stuck).map(([id, why_not]) => ({
        target: target(id),
        attempts: [{ rung: 'lock-bump', result: 'not_taken', why_not, sentence: '', evidence: [], duration_ms: 0 }],
      })),
    },
    outcome: {
      ...(kept.length === 0 ? {} : { kept: { remedy: { plan: { targets } }, run: sampleRun({ targets }) } }),
      remedies: kept.map(remedy),
      dropped: dropped.map((id) => ({ packages: [id], targets: [target(id)], remedies: [remedy(id)] })),
      isCancelled: false,
    },
  } as unknown as LockWork;
}

describe('the end of a run', () => {
  it.each([
    ['nothing is there to change', reportOf([]), [], 'nothing_to_do', 0],
    ['every remedy is proven', reportOf([finding('a')]), [lock({ kept: ['a'] })], 'done', 0],
    ['one is not', reportOf([finding('a'), finding('b')]), [lock({ kept: ['a'], dropped: ['b'] })], 'unproven', 6],
    ['one has no remedy', reportOf([finding('a')]), [lock({ stuck: { a: 'no-fixed-version' } })], 'findings_remain', 1],
    [
      'a low one has no remedy',
      reportOf([finding('a', 'low')]),
      [lock({ stuck: { a: 'needs-major' } })],
      'nothing_to_do',
      0,
    ],
    [
      'the registry is away',
      reportOf([finding('a')]),
      [lock({ stuck: { a: 'registry-unreachable' } })],
      'could_not_check',
      2,
    ],
    [
      'the registry is away for one and there is none for another',
      reportOf([finding('a'), finding('b')]),
      [lock({ stuck: { a: 'budget-exhausted', b: 'no-fixed-version' } })],
      'findings_remain',
      1,
    ],
    ['something could not be scanned', reportOf([], [{}]), [], 'could_not_check', 2],
    ['not proven counts before what stays', reportOf([finding('a')]), [lock({ dropped: ['a'] })], 'unproven', 6],
  ] as const)('%s', (_name, report, locks, outcome, code) => {
    expect(endOfRun(report, settings, locks, false)).toMatchObject({ outcome, exitCode: code });
  });

  it('calls everything of a dry run proposed', () => {
    const end = endOfRun(reportOf([finding('a')]), settings, [lock({ kept: ['a'] })], true);
    expect(end).toMatchObject({
      outcome: 'unproven',
      exitCode: 6,
      sentence: '1 remedy proposed; nothing was tried or changed',
    });
  });

  it('counts a finding as closed only where every file that shows it has its change', () => {
    const twice = { ...finding('a'), occurrences: [{ file: 'a/package-lock.json' }, { file: 'b/package-lock.json' }] };
    const report = reportOf([twice as unknown as ReportFinding]);
    expect(endOfRun(report, settings, [lock({ kept: ['a'] })], false).exitCode).toBe(1);
    expect(endOfRun(report, settings, [lock({ kept: ['a'] }), lock({ kept: ['a'] })], false).exitCode).toBe(0);
  });
});
