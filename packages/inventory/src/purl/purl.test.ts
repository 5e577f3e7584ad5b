import { ecosystems } from '@maximus/versions';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distributions, separators } from './ecosystems.data.ts';
import { createPurl, formatPurl, packageOfPurl, parsePurl } from './index.ts';

describe('createPurl', () => {
  it.each([
    ['npm', '@scope/x', '1.0.0', 'pkg:npm/%40scope/x@1.0.0'],
    ['npm', 'x', undefined, 'pkg:npm/x'],
    ['npm', '@odd', '1', 'pkg:npm/%40odd@1'],
    ['Maven', 'org.apache:io', '1.3', 'pkg:maven/org.apache/io@1.3'],
    ['Go', 'github.com/BurntSushi/toml', 'v0.3.1', 'pkg:golang/github.com/BurntSushi/toml@v0.3.1'],
    ['Go', 'stdlib', '1.22.0', 'pkg:golang/stdlib@1.22.0'],
    ['Packagist', 'Laravel/Framework', '9.0.0', 'pkg:composer/laravel/framework@9.0.0'],
    ['PyPI', 'Django_Thing', '1.0RC1', 'pkg:pypi/django-thing@1.0rc1'],
    ['crates.io', 'serde', '1.0.0+meta', 'pkg:cargo/serde@1.0.0%2Bmeta'],
    ['Debian:12', 'curl', '7.88.1-10+deb12u5', 'pkg:deb/debian/curl@7.88.1-10%2Bdeb12u5?distro=debian-12'],
    ['Alpine:v3.20', 'curl', '8.9.0-r0', 'pkg:apk/alpine/curl@8.9.0-r0?distro=alpine-3.20'],
    ['Nowhere', 'x', '1', 'pkg:generic/x@1'],
    ['crates.io', 'a/b', '1', 'pkg:cargo/a%2Fb@1'],
  ])('%s %s %s is %s', (ecosystem, name, version, purl) => {
    expect(createPurl(ecosystem, name, version)).toBe(purl);
  });

  it('keeps a given distro and sorts qualifiers', () => {
    expect(createPurl('Debian:12', 'curl', '1', { distro: 'bookworm', arch: 'amd64' })).toBe(
      'pkg:deb/debian/curl@1?arch=amd64&distro=bookworm',
    );
  });

  it('still names a component whose qualifiers are no qualifiers', () => {
    expect(createPurl('npm', 'x', '1', { 'not a key': 'y' })).toBe('pkg:npm/x@1');
  });
});

describe('packageOfPurl', () => {
  it.each([
    ['pkg:npm/%40scope/x@1.0.0', 'npm', '@scope/x', '1.0.0'],
    ['pkg:npm/@scope/x@1.0.0', 'npm', '@scope/x', '1.0.0'],
    ['pkg:maven/org.apache/io@1.3', 'Maven', 'org.apache:io', '1.3'],
    ['pkg:golang/github.com/a/b/v2@v2.0.0', 'Go', 'github.com/a/b/v2', 'v2.0.0'],
    ['pkg:deb/debian/curl@7.88.1?distro=debian-12.4', 'Debian:12', 'curl', '7.88.1'],
    ['pkg:deb/debian/curl@7.88.1?distro=bookworm', 'Debian:12', 'curl', '7.88.1'],
    ['pkg:deb/debian/curl@7.88.1', 'Debian', 'curl', '7.88.1'],
    ['pkg:deb/ubuntu/curl@7.88.1?distro=ubuntu-22.04', 'Ubuntu:22.04:LTS', 'curl', '7.88.1'],
    ['pkg:deb/ubuntu/curl@7.88.1?distro=ubuntu-24.10', 'Ubuntu:24.10', 'curl', '7.88.1'],
    ['pkg:deb/debian/libssl3@3.0-1+b1?distro=debian-12&upstream=openssl%403.0-1', 'Debian:12', 'openssl', '3.0-1'],
    ['pkg:deb/debian/libssl3@3.0-1?distro=debian-12&upstream=openssl', 'Debian:12', 'openssl', '3.0-1'],
    ['pkg:rpm/redhat/openssl-libs@3.0?upstream=openssl', 'Red Hat', 'openssl-libs', '3.0'],
    ['pkg:rpm/photon/curl@8.1', 'Photon OS', 'curl', '8.1'],
    ['pkg:github/actions/checkout@v4', 'GitHub Actions', 'actions/checkout', 'v4'],
    ['pkg:githubactions/actions/checkout@v4', 'GitHub Actions', 'actions/checkout', 'v4'],
    ['pkg:apk/alpine/curl@8.9.0-r0?distro=alpine-3.20.3', 'Alpine:v3.20', 'curl', '8.9.0-r0'],
    ['pkg:apk/alpine/curl@8.9.0-r0?distro=edge', 'Alpine', 'curl', '8.9.0-r0'],
    ['pkg:rpm/rhel/curl@7.0-1?epoch=2', 'Red Hat', 'curl', '2:7.0-1'],
    ['pkg:rpm/redhat/curl@7.0-1', 'Red Hat', 'curl', '7.0-1'],
  ])('%s is %s %s %s', (text, ecosystem, name, version) => {
    const parsed = parsePurl(text);
    expect(parsed.ok && packageOfPurl(parsed.value)).toEqual({ ecosystem, name, version });
  });

  it('knows no package for a type that no ecosystem uses', () => {
    const parsed = parsePurl('pkg:rpm/fedora/curl@1');
    expect(parsed.ok && packageOfPurl(parsed.value)).toBeUndefined();
  });
});

describe('parsePurl', () => {
  it.each([
    ['', 'pkg:'],
    ['npm/x', 'pkg:'],
    ['pkg:npm', 'no name'],
    ['pkg:npm/', 'no name'],
    ['pkg:n!pm/x', 'letters'],
    ['pkg:npm/x?a', 'key=value'],
    ['pkg:npm/x?a=1&A=2', 'twice'],
    ['pkg:npm/x?1=1', 'not a qualifier key'],
    ['pkg:npm/%ff', 'UTF-8'],
    ['pkg:npm/x?a=%ff', 'UTF-8'],
    ['pkg:npm/%ff/x', 'UTF-8'],
    ['pkg:cargo/ns/x', 'no namespace'],
    ['pkg:swift/x', 'needs a namespace'],
    ['pkg:julia/x', '"uuid" is missing'],
    [`pkg:npm/${'x'.repeat(70_000)}`, 'longer'],
  ])('refuses %j', (text, why) => {
    const parsed = parsePurl(text);
    expect(parsed).toMatchObject({ ok: false, error: { code: 'inventory.purl_invalid' } });
    expect(!parsed.ok && parsed.error.message).toContain(why);
  });

  it('reads back what it writes, for any text in any part', () => {
    const part = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(part, part, part, (name, version, value) => {
        const text = createPurl('Hackage', name, version, { key: value });
        const parsed = parsePurl(text);
        expect(parsed).toMatchObject({ ok: true, value: { name, version, qualifiers: { key: value } } });
        expect(parsed.ok && formatPurl(parsed.value)).toBe(text);
      }),
    );
  });

  it('never throws, and what it accepts is a fixed point', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const first = parsePurl(`pkg:${text}`);
        if (!first.ok) return;
        const written = formatPurl(first.value);
        const second = parsePurl(written);
        expect(second.ok && formatPurl(second.value)).toBe(written);
      }),
    );
  });
});

it('every purl that is written for an ecosystem is read as one of it', () => {
  for (const { id } of ecosystems) {
    const named = id === 'SwiftURL' ? 'github.com/a/b' : id === 'Maven' ? 'g:a' : id === 'npm' ? '@s/a' : 'a/b';
    const name = distributions.has(id) || !separators.has(id) ? 'a' : named;
    const text = createPurl(id, name, '1.0');
    const parsed = parsePurl(text);
    const again = parsed.ok ? packageOfPurl(parsed.value) : undefined;
    if (text.startsWith('pkg:generic/') || !parsed.ok) expect(again).toBeUndefined();
    else expect([text, again]).toEqual([text, { ecosystem: id, name, version: '1.0' }]);
  }
});
