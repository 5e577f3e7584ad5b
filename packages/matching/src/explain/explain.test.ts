import { schemes } from '@maximus/versions';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matcherOf, type RecordParts, record } from '../testing/records.ts';
import { explain } from './index.ts';
import { similarIds } from './suggestions.ts';
import { traceRange } from './trace.ts';

const subject = { ecosystem: 'npm', name: 'left', version: '1.0.0' };
function told(parts: RecordParts, version?: string, id = 'GHSA-aaaa') {
  const { index } = matcherOf(record(id, parts));
  const { version: _version, ...bare } = subject;
  return explain(index, id, {
    ...bare,
    ecosystem: parts.ecosystem ?? 'npm',
    ...(version !== undefined && { version }),
  });
}
const texts = (explanation: ReturnType<typeof explain>) => explanation.steps.map((step) => step.text);

describe('why it matched, why it did not', () => {
  test('every event of the range is read, and the one that decided is named', () => {
    const parts = { range: ['>=3.0.0', '<3.2.5', '>=1.0.0', '<1.0.2'], summary: 'Bad' };
    const affected = told(parts, '1.0.1');
    expect(affected.outcome).toBe('affected');
    expect(texts(affected)).toEqual([
      'GHSA-aaaa is one flaw under 1 id (GHSA-aaaa), with 1 record here',
      'GHSA-aaaa, changed 2026-01-01: Bad',
      'GHSA-aaaa names npm left: the same package as npm left',
      'ECOSYSTEM range: introduced in 1.0.0 (reached, affected from here; this decides); fixed in 1.0.2 (not reached); introduced in 3.0.0 (not reached); fixed in 3.2.5 (not reached)',
      'it matches: 1.0.1 is at or above 1.0.0 and below 1.0.2, where it is fixed',
      'left 1.0.1 is affected by GHSA-aaaa',
    ]);
    const fixed = told(parts, '1.0.2');
    expect(fixed.outcome).toBe('not-affected');
    expect(texts(fixed).slice(3)).toEqual([
      'ECOSYSTEM range: introduced in 1.0.0 (reached, affected from here); fixed in 1.0.2 (reached, not affected from here; this decides); introduced in 3.0.0 (not reached); fixed in 3.2.5 (not reached)',
      'no match: 1.0.2 is outside of every range',
      'left 1.0.2 is not affected by GHSA-aaaa as the index knows it',
    ]);
  });

  test.each<[RecordParts, string | undefined, string, RegExp]>([
    [{ range: ['>=1.0.0'] }, '0.9.0', 'not-affected', /introduced in 1\.0\.0 \(not reached; this decides\)/],
    [{ range: ['>=0', '<=1.0.0'] }, '1.0.0', 'affected', /last affected 1\.0\.0 \(not reached\)/],
    [{ range: ['>=0', 'limit 2.0.0'] }, '2.0.0', 'not-affected', /up to 2\.0\.0 \(reached/],
    [{ range: ['>=0', 'limit *'] }, '2.0.0', 'affected', /every version is; no fix is known/],
    [{ range: ['>=0.5.0'] }, '2.0.0', 'affected', /at or above 0\.5\.0; no fix is known/],
    [{ range: ['>=0', '<one'] }, '2.0.0', 'undecided', /fixed in one \(not compared\)/],
    [{ range: ['>=0', '<2.0.0'] }, 'one', 'undecided', /could not be checked: .*one/],
    [{ range: ['>=0', '<2.0.0'] }, undefined, 'undecided', /could not be checked: no version is locked/],
    [{ versions: ['1.0.0', '1.0.1'] }, '1.0.0', 'affected', /list of 2 affected versions has 1\.0\.0/],
    [{ versions: ['1.0.0'] }, '2.0.0', 'not-affected', /2\.0\.0 is not in the list of affected versions/],
    [{ versions: ['1.0.0'] }, undefined, 'undecided', /list of 1 affected version does not have a version to compare/],
    [{ ecosystem: 'PyPI', versions: ['1.0'] }, '1.0.0', 'affected', /has 1\.0\.0/],
    [{ range: ['>=2.0.0', '<3.0.0'], versions: ['2.1.0'] }, '1.0.0', 'not-affected', /every range and not in the list/],
    [
      { range: ['>=0'], type: 'GIT' },
      '1.0.0',
      'undecided',
      /1 range of commits: never compared[\s\S]*no verdict: .*names commits only[\s\S]*could not be checked/,
    ],
    [{}, '1.0.0', 'not-affected', /neither a range nor a version/],
    [
      { range: ['>=0'], withdrawn: '2025-03-04T00:00:00Z' },
      '1.0.0',
      'not-affected',
      /was withdrawn on 2025-03-04: a withdrawn/,
    ],
    [{ range: ['>=0'], ecosystem: 'PyPI', type: 'SEMVER' }, '1.0', 'affected', /SEMVER range/],
  ])('%j with %s: %s', (parts, version, outcome, text) => {
    const explanation = told(parts, version);
    expect(explanation.outcome).toBe(outcome);
    expect(texts(explanation).join('\n')).toMatch(text);
  });

  test('malware and another release are said', () => {
    expect(texts(told({ range: ['>=0'] }, '1.0.0', 'MAL-2025-1'))).toContain(
      'it matches: every version of left is malicious',
    );
    const { index } = matcherOf(record('D-1', { ecosystem: 'Debian:11', range: ['>=0'] }));
    expect(texts(explain(index, 'D-1', { ...subject, ecosystem: 'Debian:12' }))).toContain(
      'no match: the record speaks of Debian:11, the component is of Debian:12',
    );
  });

  test('every record of the group is looked at, by any id in any case', () => {
    const { index } = matcherOf(
      record('GHSA-1', { range: ['>=0', '<1.0.0'], aliases: ['CVE-2024-1'] }),
      record('CVE-2024-1', { range: ['>=0', '<2.0.0'] }),
    );
    const explanation = explain(index, 'ghsa-1', subject);
    expect(explanation.outcome).toBe('affected');
    expect(explanation.steps.flatMap((step) => (step.step === 'verdict' ? [step.verdict] : []))).toEqual([
      'hit',
      'miss',
    ]);
  });

  test('commits only are no verdict, unless another record of the group bounds versions', () => {
    const commits = record('T-1', { range: ['>=0'], type: 'GIT' });
    const bounded = record('T-2', { range: ['>=2.0.0'], aliases: ['T-1'] });
    expect(explain(matcherOf(commits).index, 'T-1', subject).outcome).toBe('undecided');
    expect(explain(matcherOf(commits, bounded).index, 'T-1', subject).outcome).toBe('not-affected');
    const gone = { ...bounded, withdrawn: '2026-01-01T00:00:00Z' };
    expect(explain(matcherOf(commits, gone).index, 'T-1', subject).outcome).toBe('undecided');
  });

  test('an ecosystem that the index was not built from is no verdict', () => {
    const { index } = matcherOf(record('T-1', { range: ['>=2.0.0'] }));
    const explanation = explain(index, 'T-1', { ...subject, ecosystem: 'PyPI' });
    expect(explanation.outcome).toBe('undecided');
    expect(texts(explanation)).toContain('PyPI: this index was not built from its advisories');
  });

  test('a record that the index lost is passed over', () => {
    const { index } = matcherOf(record('T-1', { range: ['>=0'] }));
    expect(
      explain(
        { ...index, covers: () => true, groupOf: (id) => index.groupOf(id), record: () => undefined },
        'T-1',
        subject,
      ).outcome,
    ).toBe('not-affected');
  });
});

test('ranges of commits are counted', () => {
  const one = record('T-1', { range: ['>=0'], type: 'GIT' });
  const affected = [{ ...one.affected![0]!, ranges: [...one.affected![0]!.ranges!, ...one.affected![0]!.ranges!] }];
  const { index } = matcherOf({ ...one, affected });
  expect(texts(explain(index, 'T-1', subject))).toContain('2 ranges of commits: never compared as versions');
});

test('an event without any field is shown as it is, and not compared', () => {
  const scheme = schemes.get('npm')!;
  const version = scheme.parse('1.0.0');
  const events = traceRange({ type: 'ECOSYSTEM', scheme, events: [{}] }, version.ok ? version.value : undefined);
  expect(events).toEqual([{ event: 'limit', version: '', decided: false }]);
});

describe('another package', () => {
  test('the names are shown, with a suggestion of the same ecosystem', () => {
    const { index } = matcherOf(record('T-1', { range: ['>=0'] }));
    const explanation = explain(index, 'T-1', { ...subject, name: 'leftt' });
    expect(explanation.outcome).toBe('not-affected');
    expect(texts(explanation)).toContain('T-1 names npm left, and not npm leftt; did you mean left?');
    expect(texts(explain(index, 'T-1', { ...subject, ecosystem: 'PyPI' }))).toContain(
      'T-1 names npm left, and not PyPI left',
    );
  });

  test('a long list is cut, an empty one said', () => {
    const affected = Array.from({ length: 7 }, (_, i) => ({
      package: { ecosystem: 'npm', name: `p${i}` },
      versions: ['1.0.0'],
    }));
    const { index } = matcherOf(
      { ...record('T-1', {}), affected },
      { ...record('T-2', {}), affected: [{ versions: ['1.0.0'] }] },
    );
    expect(texts(explain(index, 'T-1', { ...subject, ecosystem: 'PyPI' })).join()).toMatch(
      /npm p4 and 2 more, and not/,
    );
    expect(texts(explain(index, 'T-2', subject)).join()).toMatch(/T-2 names no package, and not npm left/);
  });
});

describe('an id alone', () => {
  const { index } = matcherOf(
    record('CVE-2024-23337', { range: ['>=0'] }),
    record('GHSA-35jh-r3h4-6jhm', { aliases: ['PYSEC-2024-12'] }),
  );

  test('is told what is known of it', () => {
    expect(explain(index, 'pysec-2024-12')).toMatchObject({
      outcome: 'known',
      steps: [{ step: 'group' }, { step: 'record' }],
    });
  });

  test.each([
    ['CVE_2024_23337', 'CVE-2024-23337'],
    ['cve202423337', 'CVE-2024-23337'],
    ['2024-23337', 'CVE-2024-23337'],
    ['CVE-2024-2337', 'CVE-2024-23337'],
    ['CVE-2024-233377', 'CVE-2024-23337'],
    ['CVE-2024-32337', 'CVE-2024-23337'],
    ['CVE-2024-23338', 'CVE-2024-23337'],
    ['35jh-r3h4-6jhm', 'GHSA-35jh-r3h4-6jhm'],
    ['PYSEC-2024-13', 'PYSEC-2024-12'],
  ])('%s: did you mean %s?', (asked, meant) => {
    expect(explain(index, asked)).toMatchObject({
      outcome: 'unknown',
      steps: [{ suggestions: expect.arrayContaining([meant]) }],
    });
  });

  test('a record that names nothing at all is told', () => {
    const { index: bare } = matcherOf({ id: 'T-1', modified: '2026-01-01T00:00:00Z' });
    expect(texts(explain(bare, 'T-1', subject))).toContain('T-1 names no package, and not npm left');
  });

  test('there are never more suggestions than asked for', () => {
    const { index: many } = matcherOf(...[1, 2, 3, 4, 5].map((n) => record(`CVE-2024-100${n}`, { range: ['>=0'] })));
    expect(similarIds(many, 'CVE-2024-1000', 2)).toHaveLength(2);
  });

  test('the ids of the package are suggested too', () => {
    expect(texts(explain(index, 'nothing-like-it', subject))).toEqual([
      'no record in the index has the id or alias nothing-like-it; did you mean CVE-2024-23337, GHSA-35jh-r3h4-6jhm?',
    ]);
    expect(texts(explain(index, 'nothing-like-it'))).toEqual([
      'no record in the index has the id or alias nothing-like-it',
    ]);
  });

  test('any text is an id to ask for', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'x'.repeat(100_000))), (id) => {
        expect(explain(index, id, subject).steps.length).toBeGreaterThan(0);
      }),
      { numRuns: 30 },
    );
  });
});
