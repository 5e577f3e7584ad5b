import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { unwrap } from '@maximus/kernel';
import semverLibrary from 'semver';
import { afterAll, describe, expect, test } from 'vitest';
import { checkVectors, ecosystems, schemeFor } from './index.ts';
import { disputed } from './testing/disputed.data.ts';

const data = process.env.MAXIMUS_TEST_DATA ?? resolve(import.meta.dirname, '../../../../shared/data');
const archive = join(data, 'conformance.tar.gz');
const present = existsSync(archive);
const required = process.env.CI !== undefined || process.env.MAXIMUS_PROVISION === '1';

test.runIf(required)('the conformance archive is there', () => {
  expect(present, `${archive} is missing; set MAXIMUS_TEST_DATA`).toBe(true);
});
test.skipIf(present || required)('needs conformance.tar.gz; set MAXIMUS_TEST_DATA to the folder that holds it', () => {
  expect(present).toBe(false);
});

const folder = present ? unpack() : '';
afterAll(() => {
  if (folder !== '') rmSync(folder, { recursive: true });
});

function unpack(): string {
  const target = mkdtempSync(join(tmpdir(), 'maximus-conformance-'));
  execFileSync('tar', ['-xzf', archive, '-C', target]);
  return ['versions', 'conformance/versions'].some((each, i) => i === 0 && existsSync(join(target, each)))
    ? target
    : join(target, 'conformance');
}

function json<T>(path: string): T {
  return JSON.parse(readFileSync(join(folder, path), 'utf8')) as T;
}

/** Vector file → ecosystem that it is for, and the least number of lines that it holds. */
const files: readonly (readonly [file: string, ecosystem: string, lines: number])[] = [
  ['alpine-versions.txt', 'Alpine', 700],
  ['alpine-versions-generated.txt', 'Wolfi', 13_000],
  ['cran-versions.txt', 'CRAN', 20],
  ['cran-versions-generated.txt', 'CRAN', 50],
  ['debian-versions.txt', 'Debian:12', 30],
  ['debian-versions-generated.txt', 'Ubuntu:22.04:LTS', 14_000],
  ['hackage-versions.txt', 'Hackage', 11],
  ['maven-versions.txt', 'Maven', 100],
  ['maven-versions-generated.txt', 'Maven', 14_000],
  ['nuget-versions.txt', 'NuGet', 35],
  ['packagist-versions.txt', 'Packagist', 90],
  ['packagist-versions-generated.txt', 'Packagist', 10_000],
  ['pub-versions.txt', 'Pub', 100],
  ['pypi-versions.txt', 'PyPI', 35],
  ['pypi-versions-generated.txt', 'PyPI', 12_000],
  ['redhat-versions.txt', 'Red Hat', 160],
  ['rubygems-versions.txt', 'RubyGems', 25],
  ['rubygems-versions-generated.txt', 'RubyGems', 4000],
  ['semver-versions.txt', 'npm', 80],
  ['semver-versions.txt', 'Go', 80],
  ['semver-versions.txt', 'crates.io', 80],
  ['semver-versions.txt', 'Hex', 80],
];

describe.runIf(present)('version vectors', () => {
  test.each(files)('%s agrees for %s but for the disputed lines', (file, ecosystem, lines) => {
    const { compared, disagreements } = unwrap(
      checkVectors(ecosystem, readFileSync(join(folder, 'versions', file), 'utf8')),
    );
    expect(compared).toBeGreaterThanOrEqual(lines);
    expect(disagreements.map((each) => each.text).sort()).toEqual(
      disputed
        .filter((each) => each.file === file)
        .map((each) => each.text)
        .sort(),
    );
  });
});

describe.runIf(present)('PEP 440', () => {
  interface Pep440 {
    readonly ordered_versions: readonly string[];
    readonly specifiers: { readonly test_specifiers: readonly (readonly [string, readonly unknown[][]])[] };
  }

  test('every pair of the ordered list compares as listed', () => {
    const { ordered_versions: versions } = json<Pep440>('pep440/vectors.json');
    const scheme = schemeFor('PyPI')!;
    const parsed = versions.map((version) => unwrap(scheme.parse(version)));
    expect(parsed.length).toBeGreaterThan(80);
    for (let i = 0; i < parsed.length; i++) {
      for (let j = 0; j < parsed.length; j++) {
        expect(Math.sign(scheme.order(parsed[i]!, parsed[j]!)), `${versions[i]} ${versions[j]}`).toBe(Math.sign(i - j));
      }
    }
  });

  test('every specifier gives the answer listed', () => {
    const table = json<Pep440>('pep440/vectors.json').specifiers.test_specifiers[0]![1] as [string, string, boolean][];
    expect(table.length).toBeGreaterThan(150);
    for (const [version, specifier, expected] of table) {
      const constraint = unwrap(schemeFor('PyPI')!.constraint!(specifier));
      expect(constraint.allows(version), `${version} ${specifier}`).toBe(expected);
    }
  });
});

describe.runIf(present)('node-semver', () => {
  const npm = schemeFor('npm')!;
  /** Rows ask for an option of the library that npm itself does not set. */
  const asksForPrereleases = (options: unknown): boolean =>
    typeof options === 'object' && options !== null && 'includePrerelease' in options;
  const strings = (row: readonly unknown[]): boolean => typeof row[0] === 'string' && typeof row[1] === 'string';

  test('comparisons', () => {
    for (const [a, b] of json<[string, string][]>('node-semver/comparisons.json')) {
      expect(npm.order(unwrap(npm.parse(a)), unwrap(npm.parse(b))), `${a} ${b}`).toBeGreaterThan(0);
    }
  });

  test('equality', () => {
    for (const [a, b] of json<[string, string][]>('node-semver/equality.json')) {
      expect(npm.order(unwrap(npm.parse(a)), unwrap(npm.parse(b))), `${a} ${b}`).toBe(0);
    }
  });

  test('valid versions', () => {
    for (const [text] of json<[string][]>('node-semver/valid-versions.json')) {
      expect(npm.parse(text).ok, text).toBe(true);
    }
  });

  test('invalid versions are refused, or doubtful where only the size of a number is at fault', () => {
    for (const [text] of json<[unknown][]>('node-semver/invalid-versions.json')) {
      const parsed = npm.parse(text as string);
      expect(!parsed.ok || parsed.value.doubt !== undefined, String(JSON.stringify(text))).toBe(true);
    }
  });

  test.each([
    ['range-include.json', true],
    ['range-exclude.json', false],
  ] as const)('%s', (file, expected) => {
    let checked = 0;
    for (const row of json<unknown[][]>(`node-semver/${file}`)) {
      if (!strings(row) || asksForPrereleases(row[2])) continue;
      const [range, version] = row as [string, string];
      const constraint = npm.constraint!(range);
      expect(constraint.ok && constraint.value.allows(version), `${range} ${version}`).toBe(expected);
      checked++;
    }
    expect(checked).toBeGreaterThan(80);
  });

  test('ranges of range-parse.json allow what the library allows', () => {
    const versions = json<[string][]>('node-semver/valid-versions.json').map(([text]) => text);
    const more = [
      '0.0.0',
      '0.1.2',
      '1.0.0',
      '1.2.3',
      '1.2.3-beta.2',
      '1.2.9',
      '1.3.0',
      '2.0.0-0',
      '2.0.0',
      '2.3.4',
      '3.1.0',
    ];
    for (const row of json<unknown[][]>('node-semver/range-parse.json')) {
      if (!strings(row) || asksForPrereleases(row[2])) continue;
      const range = row[0] as string;
      const constraint = npm.constraint!(range);
      for (const version of [...versions, ...more]) {
        const expected = semverLibrary.satisfies(version, range, { loose: true });
        expect(constraint.ok && constraint.value.allows(version), `${range} ${version}`).toBe(expected);
      }
    }
  });
});

describe.runIf(present)('vers', () => {
  interface Vers {
    readonly tests: readonly {
      readonly test_type: string;
      readonly input: { readonly versions: readonly [string, string] };
      readonly expected_output: unknown;
    }[];
  }

  test.each([
    ['alpine', 'Alpine'],
    ['maven', 'Maven'],
    ['nuget', 'NuGet'],
  ])('%s', (name, ecosystem) => {
    const scheme = schemeFor(ecosystem)!;
    const wrong: string[] = [];
    const { tests } = json<Vers>(`vers/${name}_version_cmp_test.json`);
    for (const { test_type, input, expected_output } of tests) {
      const [a, b] = input.versions;
      const order = scheme.order(unwrap(scheme.parse(a)), unwrap(scheme.parse(b)));
      const agrees =
        test_type === 'equality'
          ? (order === 0) === expected_output
          : test_type === 'comparison' && holds(scheme, expected_output as string[]);
      if (!agrees) wrong.push(`${test_type} ${a} ${b}`);
    }
    expect(tests.length).toBeGreaterThan(20);
    expect([...new Set(wrong)]).toEqual(
      disputed.filter((each) => each.file === `vers/${name}`).map((each) => each.text),
    );
  });

  function holds(scheme: NonNullable<ReturnType<typeof schemeFor>>, [low, high]: string[]): boolean {
    return scheme.order(unwrap(scheme.parse(low!)), unwrap(scheme.parse(high!))) <= 0;
  }
});

test.runIf(present)('every ecosystem that the OSV schema names is known, and none besides', () => {
  const names = Object.keys(json<Record<string, string>>('osv-schema/ecosystems.json'));
  expect(ecosystems.map(({ id }) => id).sort()).toEqual(names.sort());
});

test('each dispute names a rule, and no line twice', () => {
  expect(new Set(disputed.map((each) => `${each.file} ${each.text}`)).size).toBe(disputed.length);
  for (const each of disputed) expect(each.rule.length).toBeGreaterThan(40);
});
