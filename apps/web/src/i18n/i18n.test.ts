import { describe, expect, it } from 'vitest';
import { heard } from './en/heard.ts';
import { en } from './en/index.ts';
import { createFormats, dash } from './formats.ts';
import { loadLanguage, localeFor, locales, variantFor } from './locales.ts';
import { ptBr } from './pt-br/index.ts';
import { fill } from './translate.ts';

const slots = (text: string) => [...text.matchAll(/\{(\w+)/g)].map(([, name]) => name).sort();

describe('the catalogues', () => {
  it('have equal keys', () => {
    expect(Object.keys(ptBr).sort()).toEqual(Object.keys({ ...en, ...heard }).sort());
  });

  it('hold the same places in every language, and no empty message', () => {
    for (const [key, text] of Object.entries({ ...en, ...heard })) {
      const other = ptBr[key as keyof typeof ptBr];
      expect([key, slots(other)]).toEqual([key, slots(text)]);
      expect([key, text.trim() !== '' && other.trim() !== '']).toEqual([key, true]);
    }
  });

  it('are loaded by language', async () => {
    expect(locales).toEqual(['en', 'pt-BR']);
    expect((await loadLanguage('en')).messages).toBe(en);
    expect((await loadLanguage('pt-BR')).messages['common.close']).toBe('Fechar');
  });

  it.each([
    [['pt-PT', 'en'], 'pt-BR'],
    [['fr', 'en-GB'], 'en'],
    [['fr'], 'en'],
    [[], 'en'],
  ])('%j is answered in %s', (preferred, locale) => {
    expect(localeFor(preferred)).toBe(locale);
  });

  it('dates and numbers are written as the browser does in that language', () => {
    expect(variantFor('en', ['fr', 'en-GB', 'en'])).toBe('en-GB');
    expect(variantFor('pt-BR', ['en-GB'])).toBe('pt-BR');
    expect(variantFor('en', ['fr'])).toBe('en');
  });
});

describe('a message', () => {
  it('is filled with values, and leaves a gap to be seen where there is none', () => {
    expect(fill('{a} of {b}', { a: 1_234, b: 'all' }, 'en')).toBe('1,234 of all');
    expect(fill('{a} of {b}', { a: 1 }, 'en')).toBe('1 of {b}');
  });

  it('takes the plural that the language asks for', () => {
    const message = '{n|# row|# rows}';
    expect([0, 1, 2, 1_000].map((n) => fill(message, { n }, 'en'))).toEqual([
      '0 rows',
      '1 row',
      '2 rows',
      '1,000 rows',
    ]);
    expect(fill('{n|# linha|# linhas}', { n: 0 }, 'pt-BR')).toBe('0 linha');
  });
});

describe('formats', () => {
  const formats = createFormats('en');

  it('write what is not known as a dash, never as zero', () => {
    expect([formats.number(null), formats.percent(undefined), formats.duration(null)]).toEqual([dash, dash, dash]);
    expect([formats.number(0), formats.percent(0)]).toEqual(['0', '0%']);
  });

  it.each([
    [0, '0s'],
    [59, '59s'],
    [60, '1m'],
    [200, '3m 20s'],
    [7_265, '2h 1m'],
    [90_000, '1d 1h'],
    [86_400 * 3, '3d'],
  ])('%i seconds are %s', (seconds, text) => {
    expect(formats.duration(seconds)).toBe(text);
  });

  it('say times as people do', () => {
    const now = Date.parse('2026-11-30T12:00:00Z');
    expect(formats.relative('2026-11-30T11:58:00Z', now)).toBe('2 minutes ago');
    expect(formats.relative('2026-12-03T12:00:00Z', now)).toBe('in 3 days');
    expect(formats.relative(now, now)).toBe('now');
    expect(formats.relative('2027-01-29T12:00:00Z', now)).toBe('in 60 days');
    expect(formats.relative('2026-06-29T12:00:00Z', now)).toBe('5 months ago');
    expect(formats.relative('2023-11-29T12:00:00Z', now)).toBe('3 years ago');
    expect(createFormats('pt-BR').relative('2026-11-30T11:58:00Z', now)).toBe('há 2 minutos');
  });

  it('shorten times for axes', () => {
    expect(formats.day('2026-11-30T12:00:00Z')).toMatch(/Nov/);
    expect(formats.hour('2026-11-30T12:00:00Z')).toMatch(/\d\d:\d\d/);
    expect(formats.dateTime('2026-11-30T12:00:00Z')).toMatch(/2026/);
    expect(formats.dayUtc('2026-11-30T00:00:00Z')).toMatch(/30/);
    expect(formats.dayUtc('2026-11-30T23:59:00Z')).toMatch(/30/);
    expect(createFormats('pt-BR').decimal(0.5)).toBe('0,50');
  });
});
