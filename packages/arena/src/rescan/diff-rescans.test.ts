import type { ReportFinding, ScanReport } from '@maximus/contracts';
import { describe, expect, it } from 'vitest';
import { diffRescans } from './diff-rescans.ts';

type Flaw = readonly [group: string, name: string, version: string];

function report(flaws: readonly Flaw[], more: Partial<ScanReport> = {}): ScanReport {
  const findings = flaws.map(
    ([group, name, version]) =>
      ({
        group_id: group,
        primary_id: group,
        package: { ecosystem: 'npm', name, version, purl: `pkg:npm/${name}@${version}` },
        occurrences: [{ file: 'package-lock.json', scope: 'prod', direct: true, path: [`${name}@${version}`] }],
        priority: 'high',
      }) as unknown as ReportFinding,
  );
  const files = [{ path: 'package-lock.json', format: 'npm-package-lock', status: 'parsed', component_count: 1 }];
  const index = { digest: 'one' };
  return { findings, ignored: [], filtered: [], incomplete: [], files, index, ...more } as unknown as ScanReport;
}

describe('two rescans', () => {
  it('say what is gone, what came and what stays, by flaw and package', () => {
    const before = report([
      ['A', 'x', '1.0.0'],
      ['B', 'y', '1.0.0'],
      ['C', 'z', '1.0.0'],
    ]);
    const after = report([
      ['B', 'y', '1.0.0'],
      ['C', 'z', '1.0.1'],
      ['D', 'x', '2.0.0'],
    ]);
    const { diff, inconclusive } = diffRescans(before, after);
    expect(inconclusive).toBeUndefined();
    const ids = (entries: typeof diff.fixed) => entries.map(({ primary_id, purl }) => `${primary_id} ${purl}`);
    expect(ids(diff.fixed)).toEqual(['A pkg:npm/x@1.0.0']);
    expect(ids(diff.introduced)).toEqual(['D pkg:npm/x@2.0.0']);
    expect(ids(diff.unchanged)).toEqual(['B pkg:npm/y@1.0.0', 'C pkg:npm/z@1.0.1']);
  });

  it('keep a flaw while a second copy has it, and one that only a rule hides', () => {
    const before = report([
      ['A', 'x', '1.0.0'],
      ['A', 'x', '2.0.0'],
    ]);
    expect(diffRescans(before, report([['A', 'x', '2.0.0']])).diff.fixed).toEqual([]);
    const [finding] = before.findings;
    const hidden = report([], {
      ignored: [{ finding: finding!, rule: { reason: 'r', owner: 'o', until: 'u', index: 0 } }],
    });
    expect(diffRescans(before, hidden).diff.fixed).toEqual([]);
    const filtered = report([], { filtered: [{ rule: 'r', finding: finding! }] });
    expect(diffRescans(before, filtered).diff.unchanged).toHaveLength(1);
  });

  it('cannot be compared when the index changed, a file was lost, or something new could not be checked', () => {
    const before = report([['A', 'x', '1.0.0']]);
    const moved = report([], { index: { ...before.index, digest: 'two' } });
    expect(diffRescans(before, moved).inconclusive).toMatch('index changed');
    expect(diffRescans(before, report([], { files: [] })).inconclusive).toMatch(
      'package-lock.json could be read before',
    );
    const item = { kind: 'version', code: 'c', message: 'no order', help: '', subject: 'p', count: 1 } as const;
    expect(diffRescans(before, report([], { incomplete: [item] })).inconclusive).toMatch('no order');
    const both = { incomplete: [item] };
    expect(diffRescans(report([], both), report([], both)).inconclusive).toBeUndefined();
    expect(diffRescans(before, report([], both)).diff.not_checked).toEqual([{ what: 'p', reason: 'no order' }]);
  });
});
