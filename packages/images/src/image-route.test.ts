import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { formFor } from './image-route.ts';

const form = (format: string, size_bytes: number) => ({ bound: 320, format, size_bytes, tag: format });
const forms = [form('webp', 20), form('jpeg', 30), form('avif', 10)];

it.each([
  ['image/avif,image/webp,*/*;q=0.8', 'avif'],
  ['image/webp,image/*,*/*;q=0.8', 'webp'],
  ['*/*', 'webp'],
  [undefined, 'webp'],
  ['image/jpeg', 'jpeg'],
  ['IMAGE/JPEG ; q=1', 'jpeg'],
  ['text/html', 'webp'],
  [',;,', 'webp'],
])('a client that takes %s is sent %s', (accept, format) => {
  expect(formFor(accept, forms)?.format).toBe(format);
});

it('a client is sent what there is, and nothing where there is nothing', () => {
  expect(formFor('image/webp', [form('avif', 1)])?.format).toBe('avif');
  expect(formFor('*/*', [])).toBeUndefined();
});

it('the decoder is loaded by its own process and nowhere else', () => {
  const sources = readdirSync(import.meta.dirname).filter((name) => !name.endsWith('.test.ts'));
  const matching = (pattern: RegExp) =>
    sources.filter((name) => pattern.test(readFileSync(join(import.meta.dirname, name), 'utf8')));
  expect(matching(/^import (?!type\b)[^;]*'sharp'|import\('sharp'\)/m)).toEqual(['decoder.ts']);
  expect(matching(/^(?:import|export) [^;]*'\.\/decoder\.ts'/m)).toEqual(['render-process.ts']);
});
