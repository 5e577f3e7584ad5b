import { expect, it } from 'vitest';
import {
  hostileFinding,
  hostileTexts,
  sampleFinding,
  sampleIncomplete,
  sampleReport,
} from '../../testing/sample-report.ts';
import { code, link, text } from './escape.ts';
import { write } from './write.ts';

it('names what could not be checked before anything else, and reassures nobody', () => {
  const written = write(sampleReport([], { incomplete: [sampleIncomplete] }));
  expect(written).toMatch(/^## Maximus: Failed: parts could not be checked\n\n### ⚠️ Could not check \(1\)/);
  expect(written).toContain('`api/poetry.lock:4`: not valid TOML');
  expect(written).not.toContain('no known vulnerability');
  const accepted = sampleReport([], { incomplete: [sampleIncomplete], outcome: 'passed', exit_code: 0 });
  expect(write(accepted)).toContain('Passed by policy, although parts could not be checked');
});

it('shows a row and the whole story of a finding', () => {
  const written = write(sampleReport([sampleFinding()]));
  expect(written).toContain(
    '| 🔴 high | `lodash` `4.17.15` | `CVE-2021-23337` | `4.17.21` | `web/package-lock.json:12` |',
  );
  expect(written).toContain('by `grunt@1.0.0 › lodash@4.17.15`');
  expect(written).toContain('4.17.15 is below 4.17.21, where it is fixed');
});

it('gives hostile texts no table cell, no markup, no mention, no link', () => {
  for (const hostile of hostileTexts) {
    const written = write(sampleReport([hostileFinding(hostile)]));
    const row = written.split('\n').filter((line) => line.startsWith('| 🔴'));
    expect(row).toHaveLength(1);
    expect(row[0]?.match(/(?<!\\)\|/g)).toHaveLength(6);
    expect(written.match(/<details>/g)).toHaveLength(1);
    const outsideCode = written.replace(/`[^`]*`/g, '').replace(/\]\(https:[^)]*\)/g, ']');
    expect(outsideCode).not.toMatch(/@\w|\[click\]|!\[|<img|<!--|<script|\u202e|https?:\/\/|www\./);
  }
});

it('fits a comment of GitHub and counts what it leaves out', () => {
  const many = Array.from({ length: 4000 }, () => sampleFinding());
  const written = write(sampleReport(many));
  expect(written.length).toBeLessThan(65_536);
  expect(written).toMatch(/\*\*\d+ more findings\*\* did not fit/);
});

it('escapes words, puts names into code and links only to web addresses', () => {
  expect(text('a|b @c #1 <d>')).toBe('a&#124;b &#64;\u200bc &#35;\u200b1 &#60;d&#62;');
  expect(code('@scope/name')).toBe('`@scope/name`');
  expect(code('a`b')).toBe('a&#96;b');
  expect(link('x', 'javascript:alert(1)')).toBe('x');
  expect(link('x', 'https://example.test/a)b')).toBe('[x](https://example.test/a%29b)');
});
