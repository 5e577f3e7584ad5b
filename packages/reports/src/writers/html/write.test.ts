import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import {
  hostileFinding,
  hostileTexts,
  sampleFinding,
  sampleIncomplete,
  sampleReport,
} from '../../testing/sample-report.ts';
import { write } from './write.ts';

it('loads nothing: no address but in links, and a policy that allows only its own style and script', () => {
  const page = write(sampleReport([sampleFinding()]));
  expect(page).not.toMatch(/<(?:img|link|iframe|object|embed|form)\b|\ssrc=|url\(|@import/);
  const part = (tag: string) => page.split(`<${tag}>`)[1]?.split(`</${tag}>`)[0] ?? '';
  for (const tag of ['style', 'script']) {
    expect(page).toContain(`sha256-${createHash('sha256').update(part(tag)).digest('base64')}`);
  }
});

it('has the same elements whatever the texts are', () => {
  const elements = (text: string) => {
    const ignored = [{ finding: hostileFinding(text), rule: { reason: text, owner: text, until: text, index: 0 } }];
    const incomplete = [{ ...sampleIncomplete, message: text, help: text, file: text, subject: text }];
    const page = write(sampleReport([hostileFinding(text)], { ignored, incomplete }));
    return page
      .replace(/<a [^>]*>|<\/a>/g, '')
      .match(/<\/?[a-z][a-z0-9]*/g)
      ?.join(' ');
  };
  const plain = elements('plain');
  for (const text of hostileTexts) expect([text, elements(text) === plain]).toEqual([text, true]);
});

it('links to web addresses only', () => {
  for (const text of hostileTexts) {
    const links = write(sampleReport([hostileFinding(text)])).match(/href="[^"]*"/g) ?? [];
    for (const link of links) expect(link).toMatch(/^href="https:\/\/example\.test\//);
  }
});

it('says what could not be checked before any number, and reassures nobody', () => {
  const page = write(sampleReport([], { incomplete: [sampleIncomplete] }));
  expect(page.indexOf('Could not check (1)')).toBeLessThan(page.indexOf('class="tiles"'));
  expect(page).not.toContain('no known vulnerability');
  expect(page).not.toContain('>✓<');
});

it('tells a finding whole: why, where, how to fix, how urgent', () => {
  const page = write(sampleReport([sampleFinding({ is_new: true })]));
  for (const part of [
    '4.17.15 is below 4.17.21, where it is fixed',
    'web/package-lock.json:12',
    '<code>grunt@1.0.0</code> → <code>lodash@4.17.15</code>',
    'Why priority high, 44 of 100',
    'imported at src/a.ts:3',
    '>▲</i>high<small>priority high</small>',
  ]) {
    expect(page).toContain(part);
  }
});
