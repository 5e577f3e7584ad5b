import type { AdvisoryIndex, PackageAdvisory } from '@maximus/advisories';
import { describe, expect, test } from 'vitest';
import { createMatcher, type Matcher } from './matcher.ts';
import { matcherOf, type RecordParts, record } from './testing/records.ts';

const left = (version?: string) => ({ ecosystem: 'npm', name: 'left', ...(version !== undefined && { version }) });

/** `hit range`, `miss withdrawn`, … for one record and one version. */
function verdict(parts: RecordParts, version?: string, ecosystem = parts.ecosystem ?? 'npm', id = 'T-1') {
  return verdictOf(matcherOf(record(id, parts)), version, ecosystem);
}
function verdictOf(matcher: Matcher, version: string | undefined, ecosystem: string) {
  const { hits, misses, undecided } = matcher.match({ ...left(version), ecosystem });
  return [
    ...hits.map((h) => `hit ${h.reason}`),
    ...misses.map((m) => `miss ${m.reason}`),
    ...undecided.map((u) => `undecided ${u.reason}`),
  ].join();
}

describe('ranges', () => {
  test.each([
    [['>=0', '<1.2.3'], '1.2.2', 'hit range'],
    [['>=0', '<1.2.3'], '1.2.3', 'miss outside-ranges'],
    [['>=0', '<1.2.3'], '1.2.3-rc.1', 'hit range'],
    [['>=0', '<=1.2.3'], '1.2.3', 'hit range'],
    [['>=0', '<=1.2.3'], '1.2.4', 'miss outside-ranges'],
    [['>=1.0.0', '<1.0.2', '>=3.0.0', '<3.2.5'], '2.0.0', 'miss outside-ranges'],
    [['<3.2.5', '>=3.0.0', '<1.0.2', '>=1.0.0'], '3.1.0', 'hit range'],
    [['>=0', 'limit 2.0.0'], '1.9.9', 'hit range'],
    [['>=0', 'limit 2.0.0'], '2.0.0', 'miss outside-ranges'],
    [['>=0'], '99.0.0', 'hit range'],
    [['>=1.0.0'], '0.9.0', 'miss outside-ranges'],
  ])('%j and %s: %s', (range, version, expected) => {
    expect(verdict({ range, type: 'SEMVER' }, version)).toBe(expected);
  });

  test('a hit carries the two events of the range', () => {
    const { hits } = matcherOf(record('T-1', { range: ['>=1.0.0', '<1.2.3'] })).match(left('1.1.0'));
    expect(hits[0]).toMatchObject({ reason: 'range', introduced: '1.0.0', fixed: '1.2.3' });
  });

  test('commits are never compared as versions', () => {
    const sha = '1'.repeat(40);
    expect(verdict({ range: [`>=0`, `<${sha}`], type: 'GIT' }, '1.0.0')).toBe('miss git-ranges-only');
    expect(verdict({ range: ['>=0'], type: 'GIT' }, '1.0.0')).toBe('miss git-ranges-only');
    expect(verdict({ range: ['>=0'], type: 'GIT', versions: ['1.0.0'] }, '1.0.0')).toBe('hit version-list');
    expect(verdict({ range: ['>=0'], type: 'GIT', versions: ['1.0.0'] }, '2.0.0')).toBe('miss outside-ranges');
  });
});

describe('lists of versions', () => {
  test.each([
    ['npm', ['1.0.0'], '1.0.0', 'hit version-list'],
    ['npm', ['1.0.0'], '1.0.0+build', 'hit version-list'],
    ['PyPI', ['1.0', '2.0'], '1.0.0', 'hit version-list'],
    ['PyPI', ['2.0', '1.0', '3.0', '1.5rc1'], '1.5.0-rc.1', 'hit version-list'],
    ['PyPI', ['2.0', '1.0'], '1.1', 'miss outside-ranges'],
    ['PyPI', ['2.0', '1.0'], '9', 'miss outside-ranges'],
    ['npm', ['not a version', '1.0.0'], '1.0.0', 'hit version-list'],
    ['npm', ['not a version', '1.0.0'], '1.0.0+build', 'hit version-list'],
  ])('%s %j has %s: %s', (ecosystem, versions, version, expected) => {
    expect(verdict({ ecosystem, versions }, version)).toBe(expected);
  });

  test('a list adds to ranges', () => {
    expect(verdict({ range: ['>=2.0.0', '<2.1.0'], versions: ['1.0.0'] }, '1.0.0')).toBe('hit version-list');
    expect(verdict({ range: ['>=2.0.0', '<2.1.0'], versions: ['2.0.0'] }, '2.0.0')).toBe('hit range');
  });
});

describe('what cannot be compared is undecided, never a miss', () => {
  test.each<[string, RecordParts, string | undefined, string]>([
    ['a version that does not parse', { range: ['>=0', '<1.2.3'] }, 'workspace:*', 'undecided version-not-comparable'],
    [
      'unless the list has it as it is written',
      { range: ['>=0', '<1.2.3'], versions: ['one'] },
      'one',
      'hit version-list',
    ],
    ['no version', { range: ['>=0', '<1.2.3'] }, undefined, 'undecided no-version'],
    ['no version and a list', { versions: ['1.0.0'] }, undefined, 'undecided no-version'],
    ['an event that does not parse', { range: ['>=0', '<one'] }, '1.0.0', 'undecided event-not-comparable'],
    [
      'a list that has the version outweighs such an event',
      { range: ['>=0', '<one'], versions: ['1.0.0'] },
      '1.0.0',
      'hit version-list',
    ],
    [
      'a PyPI version in a SEMVER range',
      { ecosystem: 'PyPI', range: ['>=0', '<2.0.0'], type: 'SEMVER' },
      '1!1.0',
      'undecided version-not-comparable',
    ],
    [
      'a form that PyPI no longer takes',
      { ecosystem: 'PyPI', range: ['>=0', '<2.0'] },
      '2004d',
      'undecided version-not-comparable',
    ],
    ['every version: no version is needed', { range: ['>=0'] }, undefined, 'hit range'],
    ['every version, as RustSec writes it', { range: ['>=0.0.0-0'], type: 'SEMVER' }, undefined, 'hit range'],
    ['every version: none has to be read', { range: ['>=0', 'limit *'] }, 'workspace:*', 'hit range'],
  ])('%s', (_name, parts, version, expected) => {
    expect(verdict(parts, version)).toBe(expected);
  });

  test('a second range that matches outweighs one that cannot be compared', () => {
    const bad = record('T-1', { range: ['>=0', '<one'] });
    const good = record('T-1', { range: ['>=0', '<2.0.0'] });
    const affected = [{ ...bad.affected![0]!, ranges: [...bad.affected![0]!.ranges!, ...good.affected![0]!.ranges!] }];
    expect(verdictOf(matcherOf({ ...bad, affected }), '1.0.0', 'npm')).toBe('hit range');
  });

  test('an ecosystem without an order of versions', () => {
    const made = (parts: Partial<PackageAdvisory>) => {
      const advisory: PackageAdvisory = {
        id: 'T-1',
        groupId: 'agr_1',
        ecosystem: 'Nowhere',
        name: 'left',
        kind: 'vulnerability',
        ranges: [],
        versions: [],
        fixedVersions: [],
        approximate: false,
        ...parts,
      };
      return createMatcher({ lookup: () => [advisory] } as unknown as AdvisoryIndex);
    };
    expect(verdictOf(made({ versions: ['7'] }), '7', 'Nowhere')).toBe('hit version-list');
    expect(verdictOf(made({ versions: ['7'] }), '7.0', 'Nowhere')).toBe('undecided no-scheme');
    const ranges = [{ type: 'ECOSYSTEM' as const, events: [{ introduced: '1' }] }];
    expect(verdictOf(made({ ranges }), '7', 'Nowhere')).toBe('undecided no-scheme');
    expect(made({ ranges }).matchRequirement({ ...left(), ecosystem: 'Nowhere' }, '^1').undecided[0]).toMatchObject({
      reason: 'requirement-not-comparable',
      text: 'requirements of Nowhere are not compared',
    });
  });
});

describe('what the record says of itself', () => {
  test('a withdrawn record never matches', () => {
    const withdrawn = '2025-01-01T00:00:00Z';
    expect(verdict({ range: ['>=0'], withdrawn }, '1.0.0')).toBe('miss withdrawn');
    expect(verdict({ range: ['>=0'], withdrawn }, '1.0.0', 'npm', 'MAL-2025-1')).toBe('miss withdrawn');
  });

  test('without ranges and versions nothing is affected', () => {
    expect(verdict({}, '1.0.0')).toBe('miss nothing-affected');
  });

  test('malware is flagged by its name when every version is, or none is stated', () => {
    const of = (parts: RecordParts, version?: string) => verdict(parts, version, 'npm', 'MAL-2025-1');
    expect(of({}, '1.0.0')).toBe('hit malware-name');
    expect(of({})).toBe('hit malware-name');
    expect(of({ range: ['>=0'] }, '1.0.0')).toBe('hit malware-name');
    expect(of({ range: ['>=1.0.0', '<1.0.1'] }, '1.0.0')).toBe('hit range');
    expect(of({ versions: ['1.0.0'] }, '1.0.0')).toBe('hit version-list');
    expect(of({ versions: ['1.0.0'] }, '1.0.1')).toBe('miss outside-ranges');
  });
});

test('names are compared in the way of the ecosystem', () => {
  const matcher = matcherOf(record('T-1', { ecosystem: 'PyPI', name: 'Foo_Bar', range: ['>=0'] }));
  expect(matcher.match({ ecosystem: 'PyPI', name: 'foo.bar', version: '1' }).hits).toHaveLength(1);
  expect(matcher.match({ ecosystem: 'npm', name: 'foo.bar', version: '1' }).hits).toHaveLength(0);
});

test.each(['__proto__', 'constructor', 'toString', '', 'x'.repeat(100_000)])(
  '%.20s as a name matches nothing by chance',
  (name) => {
    const matcher = matcherOf(record('T-1', { range: ['>=0'] }));
    expect(matcher.match({ ecosystem: 'npm', name, version: '1.0.0' })).toEqual({
      hits: [],
      misses: [],
      undecided: [],
    });
    expect(matcher.matchRequirement({ ecosystem: 'npm', name }, '*')).toEqual({ hits: [], misses: [], undecided: [] });
  },
);

test('a package is looked up once', () => {
  const index = matcherOf(record('T-1', { range: ['>=0', '<2.0.0'] })).index;
  let lookups = 0;
  const lookup: AdvisoryIndex['lookup'] = (ecosystem, name) => {
    lookups += 1;
    return index.lookup(ecosystem, name);
  };
  const matcher = createMatcher({ ...index, lookup });
  for (const version of ['1.0.0', '1.0.1', '3.0.0']) matcher.match(left(version));
  expect(lookups).toBe(1);
});

test('of packages that are not to be kept the last one is', () => {
  const records = ['left', 'right', 'other'].map((name) => record(`T-${name}`, { name, range: ['>=0', '<2.0.0'] }));
  const { index } = matcherOf(...records);
  const asked: string[] = [];
  const lookup: AdvisoryIndex['lookup'] = (ecosystem, name) => {
    asked.push(name);
    return index.lookup(ecosystem, name);
  };
  const matcher = createMatcher({ ...index, lookup }, (_ecosystem, name) => name === 'left');
  for (const name of ['left', 'right', 'right', 'left', 'other', 'right']) {
    expect(matcher.match({ ecosystem: 'npm', name, version: '1.0.0' }).hits).toHaveLength(1);
  }
  expect(asked).toEqual(['left', 'right', 'other', 'right']);
});
