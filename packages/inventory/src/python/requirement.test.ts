import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { artefactOfName, integrityOf } from './artefacts.ts';
import { scopeOfGroup } from './groups.ts';
import { parseRequirement, pinOf } from './requirement.ts';
import { sourceQualifiers, withoutCredentials } from './sources.ts';

describe('a dependency specifier', () => {
  it('has name, extras, clauses, marker or address', () => {
    expect(parseRequirement(' Foo_Bar [a, B.c] >=1, <2 ; os_name == "nt"')).toEqual({
      name: 'foo-bar',
      extras: ['a', 'b-c'],
      specifier: '>=1, <2',
      clauses: [
        { operator: '>=', version: '1' },
        { operator: '<', version: '2' },
      ],
      marker: 'os_name == "nt"',
    });
    expect(parseRequirement('a@https://x.test/a.whl ; m')).toMatchObject({ url: 'https://x.test/a.whl', marker: 'm' });
    expect(parseRequirement('a (==1.0,)')?.clauses).toEqual([{ operator: '==', version: '1.0' }]);
    expect(parseRequirement('a *')?.clauses).toEqual([]);
  });

  it('is refused when it is none', () => {
    for (const text of ['', '-a', 'a-', 'a [b', 'a 1', 'a ==', 'a == 1 2', 'a @', 'a @ ;x', 'é', 'a,b', '[a]']) {
      expect(parseRequirement(text), text).toBeUndefined();
    }
  });

  it('pins by == without a wildcard and by ===', () => {
    const pin = (text: string) => pinOf(parseRequirement(text)!);
    expect(['a==1.0', 'a===x', 'a==1.*', 'a>=1,==1.5', 'a~=1', 'a'].map(pin)).toEqual([
      '1.0',
      'x',
      undefined,
      '1.5',
      undefined,
      undefined,
    ]);
  });

  it('reads back what it is written from, and never throws', () => {
    const name = fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9._-]{0,8}[A-Za-z0-9])?$/);
    const clause = fc.tuple(
      fc.constantFrom('==', '>=', '<', '~=', '!='),
      fc.stringMatching(/^[0-9]{1,3}(\.[0-9]{1,3}){0,2}$/),
    );
    fc.assert(
      fc.property(name, fc.array(clause, { maxLength: 3 }), (raw, clauses) => {
        const text = `${raw} ${clauses.map((each) => each.join(' ')).join(', ')}`;
        expect(parseRequirement(text)?.clauses).toEqual(clauses.map(([operator, version]) => ({ operator, version })));
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => void parseRequirement(text)));
  });
});

it('names and versions of archives are read from wheels and source archives only', () => {
  const read = (path: string) => artefactOfName(path);
  expect(read('https://x.test/My_Pkg-1.0-py3-none-any.whl?x=/y')).toEqual({ name: 'my-pkg', version: '1.0' });
  expect(read('a/b-c-2.0.tar.gz#x')).toEqual({ name: 'b-c', version: '2.0' });
  expect(['a.whl', 'a-1.whl', '-1.zip', 'a-b.zip', 'a-1.txt', ''].map(read)).toEqual(Array(6).fill(undefined));
});

it('one digest stands for many files: the source archive, else the first', () => {
  const wheel = { url: 'https://x.test/a.whl', hash: 'sha256:w' };
  expect(integrityOf([wheel, { file: 'a.tar.gz', hash: 'sha256:s' }])).toBe('sha256:s');
  expect(integrityOf([undefined, 3, {}, { hashes: {} }, wheel])).toBe('sha256:w');
  expect(integrityOf([{ name: 'a', hashes: { sha512: 'b', md5: 'a' } }])).toBe('md5:a');
  expect(integrityOf('x')).toBeUndefined();
});

it('groups are development only when their name says so', () => {
  expect(
    ['dev', 'Dev-Tools', 'lint_all', 'unit.tests', 'main', 'all_ds', 'devices', 'contest', ''].map(scopeOfGroup),
  ).toEqual(['dev', 'dev', 'dev', 'dev', 'prod', 'optional', 'optional', 'optional', 'optional']);
});

it('addresses lose user, password, query and fragment', () => {
  expect(withoutCredentials('git+https://u:p@w@x.test/a/b?token=1#egg=c')).toBe('git+https://x.test/a/b');
  expect(withoutCredentials('https://x.test')).toBe('https://x.test');
  expect(withoutCredentials('./local@1')).toBe('./local@1');
  expect(sourceQualifiers({ kind: 'git', url: 'git+ssh://git@x.test/a' })).toEqual({
    vcs_url: 'git+ssh://git@x.test/a',
  });
  expect(sourceQualifiers({ kind: 'hg', url: 'https://x.test/a', revision: '1' })).toEqual({
    vcs_url: 'hg+https://x.test/a@1',
  });
});
