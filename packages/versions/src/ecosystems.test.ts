import { expect, test } from 'vitest';
import { baseEcosystem, ecosystem, ecosystemOfPurlType, ecosystems, normaliseName, schemeFor } from './ecosystems.ts';

test('a name is found in OSV spelling, in another case, and with a suffix', () => {
  expect(ecosystem('npm')?.id).toBe('npm');
  expect(ecosystem('pypi')?.id).toBe('PyPI');
  expect(ecosystem('Debian:12')?.id).toBe('Debian');
  expect(ecosystem('Ubuntu:Pro:18.04:LTS')?.id).toBe('Ubuntu');
  expect(ecosystem('Maven:https://maven.google.com')?.id).toBe('Maven');
  expect(ecosystem('rocky linux:9')?.id).toBe('Rocky Linux');
  for (const id of ['', ':', 'constructor', '__proto__', 'Nothing']) expect(ecosystem(id), id).toBeUndefined();
});

test('the base name is in OSV spelling, or as it came', () => {
  expect(baseEcosystem('alpine:v3.20')).toBe('Alpine');
  expect(baseEcosystem('Elsewhere:1')).toBe('Elsewhere');
});

test('an ecosystem without a scheme is known but not comparable', () => {
  expect(ecosystem('OSS-Fuzz')).toBeDefined();
  expect(schemeFor('OSS-Fuzz')).toBeUndefined();
  expect(schemeFor('Nothing')).toBeUndefined();
  expect(schemeFor('Wolfi')?.id).toBe('alpine');
});

test.each([
  ['PyPI', 'Zope.Interface', 'zope-interface'],
  ['PyPI', 'a_-.b', 'a-b'],
  ['PyPI', '_a_', '-a-'],
  ['PyPI', 'Requests', 'requests'],
  ['npm', 'JSONStream', 'JSONStream'],
  ['crates.io', 'Serde_JSON', 'serde-json'],
  ['NuGet', 'Newtonsoft.Json', 'newtonsoft.json'],
  ['Packagist', 'Symfony/Yaml', 'symfony/yaml'],
  ['SwiftURL', 'https://GitHub.com/apple/swift-nio.git', 'github.com/apple/swift-nio'],
  ['SwiftURL', 'github.com/apple/swift-nio//', 'github.com/apple/swift-nio'],
  ['Go', 'github.com/BurntSushi/toml', 'github.com/BurntSushi/toml'],
  ['Nothing', 'As.It-Is', 'As.It-Is'],
])('%s: %s is %s', (id, name, expected) => {
  expect(normaliseName(id, name)).toBe(expected);
  expect(normaliseName(id, expected)).toBe(expected);
});

test('a purl type finds its ecosystem, shared types by vendor', () => {
  expect(ecosystemOfPurlType('golang')?.id).toBe('Go');
  expect(ecosystemOfPurlType('GEM')?.id).toBe('RubyGems');
  expect(ecosystemOfPurlType('deb', 'debian')?.id).toBe('Debian');
  expect(ecosystemOfPurlType('deb', 'Ubuntu')?.id).toBe('Ubuntu');
  expect(ecosystemOfPurlType('apk', 'wolfi')?.id).toBe('Wolfi');
  expect(ecosystemOfPurlType('rpm', 'rocky-linux')?.id).toBe('Rocky Linux');
  expect(ecosystemOfPurlType('rpm', 'fedora')).toBeUndefined();
  expect(ecosystemOfPurlType('rpm')).toBeUndefined();
  expect(ecosystemOfPurlType('constructor')).toBeUndefined();
  for (const { purlType } of ecosystems) {
    if (purlType !== undefined && !['deb', 'apk', 'rpm'].includes(purlType)) {
      expect(ecosystemOfPurlType(purlType), purlType).toBeDefined();
    }
  }
});
