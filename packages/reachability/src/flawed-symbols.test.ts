import { expect, test } from 'vitest';
import { flawedSymbols } from './flawed-symbols.ts';

const record = (ecosystem: string, name: string, ecosystem_specific: Record<string, unknown>) => ({
  id: 'X-1',
  affected: [{ package: { ecosystem, name }, ecosystem_specific }, { package: { ecosystem, name: 'other' } }, {}],
});

test('Go: the exported symbols of each import; none where an import is flawed as a whole', () => {
  const imports = [{ path: 'a.test/x/y', symbols: ['Decode', 'Reader.Next', 'inner', 'reader.Next', 7] }, { path: 8 }];
  expect(flawedSymbols('Go', 'a.test/x', [], [record('Go', 'a.test/x', { imports })])).toEqual([
    'a.test/x/y#Decode',
    'a.test/x/y#Reader.Next',
  ]);
  const whole = [...imports, { path: 'a.test/x/z' }, null];
  expect(flawedSymbols('Go', 'a.test/x', [], [record('Go', 'a.test/x', { imports: whole })])).toEqual([]);
  expect(flawedSymbols('Go', 'a.test/z', [], [record('Go', 'a.test/x', { imports })])).toEqual([]);
});

test('Rust: functions as a list or as a table', () => {
  for (const functions of [['codec::decode', 'odd', 3], { 'codec::decode': ['< 1'] }]) {
    expect(flawedSymbols('crates.io', 'codec', [], [record('crates.io', 'codec', { affects: { functions } })])).toEqual(
      ['codec::decode'],
    );
  }
  for (const affects of [null, 'x', {}, { functions: null }])
    expect(flawedSymbols('crates.io', 'codec', [], [record('crates.io', 'codec', { affects })])).toEqual([]);
});

test('our rules by any id of the group, for the package that they are about', () => {
  expect(flawedSymbols('npm', 'lodash', ['GHSA-x', 'CVE-2021-23337'], [])).toEqual(['template']);
  expect(flawedSymbols('npm', 'lodash-es', ['CVE-2021-23337'], [])).toEqual([]);
  expect(flawedSymbols('PyPI', 'PyYAML', ['CVE-2017-18342'], [])).toEqual(['load', 'load_all']);
});

test('so many symbols that no one can look for them are none', () => {
  const symbols = Array.from({ length: 500 }, (_, at) => `F${at}`);
  const imports = [{ path: 'a.test/x', symbols }];
  expect(flawedSymbols('Go', 'a.test/x', [], [record('Go', 'a.test/x', { imports })])).toEqual([]);
});
