import { describe, expect, test } from 'vitest';
import { isSourceFile } from './find-imports.ts';
import { cargoRenames } from './rust/cargo-renames.ts';
import { search } from './testing/memory-files.ts';
import type { WantedPackage } from './types.ts';

type Files = Readonly<Record<string, string>>;

async function verdict(files: Files, wanted: Omit<WantedPackage, 'key' | 'direct'>) {
  const { results } = await search(files, [{ key: 'k', direct: true, ...wanted }]);
  const found = results.get('k');
  return [found?.state, found?.verdict];
}

const reachable = ['reachable', 'reachable'];
const notCalled = ['imported', 'unreachable'];
const notImported = ['not_imported', 'unreachable'];
const undecided = ['imported', 'not_decidable'];
const unknown = ['unknown', 'not_decidable'];

test('which files a caller has to list', () => {
  expect(
    ['a.go', 'A.java', 'a.rs', 'Cargo.toml', 'a.rb', 'a.php', 'a.kt', 'a.erb', 'a.tsx', 'a.py'].every(isSourceFile),
  ).toBe(true);
  expect(['a.md', 'go.mod', 'package.json', 'build.gradle.kts', 'a.c'].some(isSourceFile)).toBe(false);
});

describe('Go', () => {
  const ofModule = (
    text: string,
    symbols: readonly string[] = ['a.test/x/go-codec#Decode', 'a.test/x/go-codec#Reader.Next'],
  ) => verdict({ 'main.go': `package main\n${text}` }, { ecosystem: 'Go', name: 'a.test/x', symbols });

  test.each([
    ['import "a.test/x/go-codec"\nfunc f() { codec.Decode(1) }', reachable],
    ['import "a.test/x/go-codec"\nfunc f() { use(codec.Reader.Next) }', reachable],
    ['import "a.test/x/go-codec"\nfunc f() { codec.New().Next() }', reachable],
    ['import "a.test/x/go-codec"\nfunc f() { codec.New() }\ntype T struct { codec.Reader }', notCalled],
    ['import . "a.test/x/go-codec"\nfunc f() { New() }', notCalled],
    ['import "a.test/x/other"\nfunc f() { other.Decode() }', notCalled],
    // The package is called otherwise than its folder.
    ['import "a.test/x/go-codec"\nfunc f() { unusual.New() }', undecided],
    ['import "a.test/x/v2/go-codec"\nfunc f() { codec.Decode(1) }', notImported],
    ['import "plugin"\nfunc f() { plugin.Open(name) }', unknown],
    ['import "reflect"\nfunc f() { v.MethodByName("Len").Call(nil) }', notImported],
    ['import "a.test/x/go-codec"\nfunc f() { v.MethodByName(name) }', undecided],
    ['import "a.test/x/go-codec"\nfunc f( {', undecided],
  ])('%s', async (text, expected) => {
    expect(await ofModule(text)).toEqual(expected);
  });

  test('a method of a value that another folder made', async () => {
    const files = {
      'a/a.go': 'package a\nimport "a.test/x/go-codec"\nfunc F() *codec.Reader { return codec.New() }',
      'b/b.go': 'package b\nimport "own.test/a"\nfunc g() { a.F().Next() }',
    };
    const wanted = { ecosystem: 'Go', name: 'a.test/x', symbols: ['a.test/x/go-codec#Reader.Next'] };
    expect(await verdict(files, wanted)).toEqual(undecided);
  });

  test('the standard library', async () => {
    const wanted = { ecosystem: 'Go', name: 'stdlib', symbols: ['archive/zip#OpenReader'] };
    const using = (name: string) => ({ 'a.go': `package a\nimport "archive/zip"\nfunc f() { zip.${name}("x") }` });
    expect(await verdict(using('OpenReader'), wanted)).toEqual(reachable);
    expect(await verdict(using('NewWriter'), wanted)).toEqual(notCalled);
  });
});

describe('Java', () => {
  const ofYaml = (text: string) =>
    verdict(
      { 'A.java': text },
      {
        ecosystem: 'Maven',
        name: 'org.yaml:snakeyaml',
        symbols: ['org.yaml.snakeyaml.Yaml.load', 'org.yaml.snakeyaml.Evil'],
      },
    );

  test.each([
    ['import org.yaml.snakeyaml.Yaml; class A { void f(Yaml y) { y.load(x); } }', reachable],
    ['import static org.yaml.snakeyaml.Yaml.*; class A { void f() { load(x); } }', reachable],
    ['import org.yaml.snakeyaml.*; class A { Object f() { return new Evil(); } }', reachable],
    ['class A { Object f() { return org.yaml.snakeyaml.Yaml.load(x); } }', reachable],
    ['import org.yaml.snakeyaml.Yaml; class A { Fn f = Yaml::load; }', reachable],
    ['import org.yaml.snakeyaml.Yaml; class A { Object f() { return Yaml.NAME; } }', notCalled],
    ['import org.yaml.snakeyaml.*; class A { Loader l; }', notCalled],
    ['class A { void f() { Class.forName("org.yaml.snakeyaml.Evil").newInstance(); } }', undecided],
    ['class A { void f() { loader.loadClass(name); } }', unknown],
    ['class A { void f() { y.load(x); } }', notImported],
  ])('%s', async (text, expected) => {
    expect(await ofYaml(text)).toEqual(expected);
  });

  test('an artifact whose packages are not known, and another language beside', async () => {
    const wanted = { ecosystem: 'Maven', name: 'a.test:thing', symbols: [] };
    expect(await verdict({ 'A.java': 'class A {}' }, wanted)).toEqual(unknown);
    expect(await verdict({ 'A.java': 'import a.test.B; class A {}' }, wanted)).toEqual(undecided);
    const yaml = { ecosystem: 'Maven', name: 'org.yaml:snakeyaml' };
    expect(await verdict({ 'A.java': 'class A {}', 'B.kt': 'import org.yaml.snakeyaml.Yaml' }, yaml)).toEqual(unknown);
  });
});

describe('Rust', () => {
  const ofCodec = (files: Files | string) =>
    verdict(typeof files === 'string' ? { 'src/lib.rs': files } : files, {
      ecosystem: 'crates.io',
      name: 'my-codec',
      symbols: ['my_codec::text::decode', 'my_codec::Reader<T>::next_item'],
    });

  test.each([
    ['use my_codec::text::*; fn f() { decode(x); }', reachable],
    ['use my_codec::{self as c}; fn f() { c::text::decode(x); }', reachable],
    ['extern crate my_codec as c; fn f() { c::text::decode(x); }', reachable],
    ['use my_codec::text; fn f() { dbg!(text::decode(x)); }', reachable],
    ['use my_codec::Reader; fn f(r: Reader<u8>) { dbg!(r.next_item()); }', reachable],
    ['use my_codec::Reader; fn f() { Reader::<u8>::next_item(r); }', reachable],
    ['use my_codec::Reader; fn f() { r.next_item::<u8>(); }', reachable],
    ['use my_codec::text::encode; fn f() { let decode = encode(x); }', notCalled],
    ['pub use my_codec::text::decode;', undecided],
    ['mod my_codec; use my_codec::text::decode; fn f() { decode(x); }', notImported],
    ['fn f() { r.next_item(); }', notImported],
    ['use my_codec::text::encode; fn f( {', undecided],
  ])('%s', async (text, expected) => {
    expect(await ofCodec(text)).toEqual(expected);
  });

  test('what another file hands on, and a crate with another name', async () => {
    expect(
      await ofCodec({
        'src/shared.rs': 'pub use my_codec::*;',
        'src/main.rs': 'mod shared; fn main() { crate::shared::text::decode(x); }',
      }),
    ).toEqual(reachable);
    expect(
      await ofCodec({
        'Cargo.toml': '[dependencies]\nc = { version = "1", package = "my-codec" }',
        'src/main.rs': 'fn main() { c::text::decode(x); }',
      }),
    ).toEqual(reachable);
    expect([...cargoRenames('[dependencies.other-name]\npackage = "codec"\n')]).toEqual([['other_name', 'codec']]);
  });
});

describe('Ruby and PHP, by import', () => {
  test.each([
    ['require "nokogiri/html"', undecided],
    ['doc = Nokogiri::HTML(x)', undecided],
    ['# require "nokogiri"\n=begin\nNokogiri.x\n=end\nrequire "json"', notImported],
    ['require name', unknown],
    ['Object.const_get(name)', unknown],
    [`x = "${'y'.repeat(600)}"`, unknown],
  ])('%s', async (text, expected) => {
    const wanted = { ecosystem: 'RubyGems', name: 'nokogiri', symbols: ['parse'] };
    expect(await verdict({ 'a.rb': text }, wanted)).toEqual(expected);
  });

  test('gems that are called otherwise, and templates', async () => {
    const of = (name: string, files: Files) => verdict(files, { ecosystem: 'RubyGems', name });
    expect(await of('activesupport', { 'a.rb': 'require "active_support/all"' })).toEqual(undecided);
    expect(await of('my-gem', { 'a.rb': 'My::Gem.run' })).toEqual(undecided);
    expect(await of('my-gem', { 'a.rb': 'x' })).toEqual(unknown);
    expect(await of('nokogiri', { 'a.rb': 'x', 'a.erb': 'x' })).toEqual(unknown);
  });

  test.each([
    ['<?php\nuse GuzzleHttp\\{Client, Pool};', undecided],
    ['<?php\n$x = new \\guzzlehttp\\Client();', undecided],
    [
      '<?php\n// use GuzzleHttp\\Client;\n/* GuzzleHttp\\Client\nGuzzleHttp\\A */ echo 1;\nuse My\\GuzzleHttpX\\B;',
      notImported,
    ],
    ['<?php\n$x = new $name();', unknown],
  ])('%s', async (text, expected) => {
    expect(await verdict({ 'a.php': text }, { ecosystem: 'Packagist', name: 'guzzlehttp/guzzle' })).toEqual(expected);
  });

  test('a package whose namespace is guessed', async () => {
    const wanted = { ecosystem: 'Packagist', name: 'some-vendor/a-package' };
    expect(await verdict({ 'a.php': '<?php use SomeVendor\\APackage\\B;' }, wanted)).toEqual(undecided);
    expect(await verdict({ 'a.php': '<?php echo 1;' }, wanted)).toEqual(unknown);
  });
});

test('hostile files of every language end, and are never called unreachable for what was not read', async () => {
  const packages = [
    'Go:a.test/x',
    'Maven:org.yaml:snakeyaml',
    'crates.io:codec',
    'RubyGems:nokogiri',
    'Packagist:twig/twig',
  ];
  const parts = [
    'a.test/x codec::x::',
    'use codec::{',
    'org.yaml.snakeyaml.',
    '((((',
    'Twig\\',
    'A::',
    '/*',
    '"',
    'dbg!(',
  ];
  for (const part of parts) {
    const text = part.repeat(Math.floor(20_000 / part.length));
    const files = {
      'a.go': text,
      'A.java': text,
      'a.rs': text,
      'a.rb': text,
      'a.php': `<?php ${text}`,
      'Cargo.toml': text,
    };
    const { results } = await search(files, packages);
    expect(results.size).toBe(packages.length);
  }
});
