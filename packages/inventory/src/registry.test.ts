import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formats } from './registry.ts';
import { deepTexts, faultsOf, mutations, noise, parseSample, type Sample, truncations } from './testing/contract.ts';
import type { InventoryFormat } from './types.ts';

const here = import.meta.dirname;
const ids = formats.map((format) => format.id);
const folders = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(join(here, entry.name, 'detect.ts')))
  .map((entry) => entry.name);

describe('the registry', () => {
  it('has every folder with a detect.ts, in alphabetical order, and nothing else', () => {
    expect(ids).toEqual([...folders].sort());
  });

  it('has formats that are pure: no network, no foreign code, no writing', () => {
    for (const { id, capabilities } of formats) {
      expect([id, capabilities]).toEqual([id, { network: false, runsForeignCode: false, writesProject: false }]);
    }
  });

  it('supersedes only by formats that exist', () => {
    for (const { id, supersededBy } of formats)
      for (const other of supersededBy ?? []) expect([id, ids]).toEqual([id, expect.arrayContaining([other])]);
  });
});

describe.each(formats.map((format) => ({ id: format.id, format })))('$id', ({ id, format }) => {
  it('has its files, a readme of at most 60 lines and a description of one line', async () => {
    for (const name of ['index.ts', 'detect.ts', 'parse.ts', 'readme.md', 'samples.ts', 'parse.test.ts']) {
      expect(existsSync(join(here, id, name)), `${id}/${name}`).toBe(true);
    }
    expect(format.files.length).toBeGreaterThan(0);
    expect(format.description).toMatch(/^\S.{10,119}$/);
  });

  it('parses its samples without a fault', async () => {
    const samples = await samplesOf(format);
    expect(samples.length, `${id}/samples.ts has no text that detect and parse accept`).toBeGreaterThan(0);
    for (const sample of samples) {
      const parsed = await parseSample(format, sample);
      if (!parsed.ok) throw parsed.error;
      expect(faultsOf(parsed.value, sample.tree[sample.path] ?? '')).toEqual([]);
    }
  });

  it('tells its own file from that of every other format with the same name', async () => {
    for (const { path, tree } of await samplesOf(format)) {
      const head = (tree[path] ?? '').slice(0, 4096);
      const rivals = formats.filter(
        (other) => other !== format && other.files.some((pattern) => format.files.includes(pattern)),
      );
      expect(rivals.filter((other) => other.detect(path, head)).map((other) => other.id)).toEqual([]);
    }
  });

  it('never throws and never yields a faulty file, whatever the text', async () => {
    for (const sample of (await samplesOf(format)).slice(0, 3)) {
      const text = sample.tree[sample.path] ?? '';
      const noises = [1, 2, 3].flatMap((seed) => [noise(seed, 16), noise(seed, 4096)]);
      const texts = [
        ...truncations(text),
        ...noises,
        ...deepTexts(),
        ...mutations(text, 7, 60),
        '',
        '\n',
        '\0',
        '\ufeff',
      ];
      for (const each of texts) {
        const parsed = await parseSample(format, sample, each);
        if (parsed.ok) expect(faultsOf(parsed.value, each), `text: ${each.slice(0, 200)}`).toEqual([]);
        else
          expect(parsed.error).toMatchObject({
            code: expect.stringMatching(/^inventory\./),
            details: { file: sample.path },
          });
      }
    }
  });

  it('never throws where nothing stands beside its file, or everything is noise', async () => {
    for (const { path, tree } of (await samplesOf(format)).slice(0, 3)) {
      const text = tree[path] ?? '';
      await parseSample(format, { path, tree: { [path]: text } });
      const noisy = Object.fromEntries(Object.keys(tree).map((other) => [other, noise(5, 500)]));
      const parsed = await parseSample(format, { path, tree: { ...noisy, [path]: text } });
      if (parsed.ok) expect(faultsOf(parsed.value, text)).toEqual([]);
    }
  });

  it('survives names of the object prototype', async () => {
    for (const sample of (await samplesOf(format)).slice(0, 3)) {
      const text = sample.tree[sample.path] ?? '';
      const first = await parseSample(format, sample);
      const name = first.ok ? first.value.components[0]?.name : undefined;
      if (name === undefined || text === '') continue;
      for (const evil of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
        const parsed = await parseSample(format, sample, text.replaceAll(name.split(/[/:]/).at(-1) ?? name, evil));
        if (parsed.ok) expect(faultsOf(parsed.value, text.replaceAll(name, evil))).toEqual([]);
      }
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    }
  });
});

/**
 * A folder's `samples.ts`: either `samples`, a tree of paths to texts in which every file that the format claims is a
 * sample, or texts under any names, of which those count that the format reads under one of its own file names.
 */
async function samplesOf(format: InventoryFormat): Promise<Sample[]> {
  const module: Record<string, unknown> = await import(`./${format.id}/samples.ts`);
  const tree = module.samples;
  if (isTree(tree)) {
    const { createClaims } = await import('./discovery/index.ts');
    const claims = createClaims([format]);
    return Object.keys(tree)
      .filter((path) => claims.of(path).formats.length > 0 || claims.folders(path.slice(0, -1)).length > 0)
      .filter((path) => format.detect(path, tree[path]?.slice(0, 4096) ?? ''))
      .map((path) => ({ path, tree }));
  }
  const found: Sample[] = [];
  for (const text of Object.values(module)) {
    if (typeof text !== 'string') continue;
    for (const pattern of format.files) {
      const path = pattern.replace(/^\*\*\//, '').replaceAll('*', 'x');
      const sample = { path, tree: { [path]: text } };
      if (!format.detect(path, text.slice(0, 4096))) continue;
      const parsed = await parseSample(format, sample);
      if (!parsed.ok) continue;
      found.push(sample);
      break;
    }
  }
  return found;
}

function isTree(value: unknown): value is Readonly<Record<string, string>> {
  return typeof value === 'object' && value !== null && Object.values(value).every((text) => typeof text === 'string');
}
