import { unwrap } from '@maximus/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../testing/index.ts';
import { detect } from './detect.ts';
import { logicalLines } from './logical-lines.ts';
import { parse } from './parse.ts';
import { samples } from './samples.ts';

const read = (path: string, tree = samples) => parse({ path, text: tree[path] ?? '', files: memoryFiles(tree) });
const readText = async (text: string, others: Record<string, string> = {}) =>
  unwrap(await read('requirements.txt', { ...others, 'requirements.txt': text }));

describe('a hand-written requirements file', async () => {
  const file = unwrap(await read('requirements.txt'));
  const component = (name: string) => file.components.find((each) => each.name === name);

  it('takes pins as versions and follows includes', () => {
    expect(file.components.map((each) => [each.key, each.requested])).toEqual([
      ['idna@3.4', '==3.4'],
      ['attrs', undefined],
      ['flask@2.3.2', '==2.3.2'],
      ['requests', '>= 2.28, <3'],
      ['urllib3@1.26.18', undefined],
      ['six@1.16.0', '===1.16.0'],
      ['numpy@1.26.4', '==1.26.4'],
      ['numpy@2.0.0', '==2.0.0'],
      ['legacy@0.9', '==0.9'],
      ['wheel@0.42.0', 'https://example.test/wheel-0.42.0-py3-none-any.whl'],
      ['tool', undefined],
      ['egg-name', undefined],
      ['packed@1.5', './dist/packed-1.5.tar.gz'],
      ['cryptography@42.0.0', '==42.0.0'],
    ]);
    expect(file.roots).toHaveLength(14);
  });

  it('says what it cannot know, with the line of each', () => {
    expect(file.problems.map(({ error }) => [error.code, error.details.file, error.details.line])).toEqual([
      ['inventory.malformed', 'base.txt', 3],
      ['inventory.unresolved', 'requirements.txt', 15],
      ['inventory.malformed', 'requirements.txt', 21],
      ['inventory.unresolved', 'requirements.txt', 6],
      ['inventory.unresolved', 'requirements.txt', 13],
      ['inventory.unresolved', 'requirements.txt', 14],
      ['inventory.unresolved', 'base.txt', undefined],
      ['inventory.unresolved', 'requirements.txt', 17],
    ]);
  });

  it('gives an address that tells no version as the source, not as a range to be judged', async () => {
    const direct = await readText('jinja2 @ https://example.test/jinja2.zip\n');
    expect(direct.components).toMatchObject([{ key: 'jinja2', direct: true }]);
    expect(direct.components[0]?.requested).toBeUndefined();
    expect(direct.components[0]?.purl).toContain('download_url=https:%2F%2Fexample.test%2Fjinja2.zip');
    expect(direct.problems.map(({ error }) => error.code)).toEqual(['inventory.unresolved']);
    const source = 'jinja2 @ https://example.test/jinja2.zip\n';
    const compiled = await readText(`${source}    # via -r requirements.in\n`, { 'requirements.in': source });
    expect(compiled.components[0]?.requested).toBeUndefined();
  });

  it('takes the pin of a constraints file and says that it does', () => {
    expect(component('urllib3')?.override).toBe('constraints.txt: urllib3==1.26.18');
    expect(file.consumed).toEqual(['constraints.txt']);
  });

  it('gives an included requirement the line of the include', () => {
    expect(component('idna')?.line).toBe(3);
    expect(component('cryptography')).toMatchObject({ line: 18, integrity: 'sha256:aa' });
  });

  it('keeps passwords out of purls and messages', () => {
    expect(JSON.stringify(file)).not.toContain('TOKEN');
    expect(component('tool')?.purl).toBe('pkg:pypi/tool?vcs_url=git%2Bhttps:%2F%2Fexample.test%2Ftool%40v1');
  });
});

describe('a compiled requirements file', async () => {
  const file = unwrap(await read('compiled/requirements.txt'));

  it('tells direct from transitive and draws edges from "via"', () => {
    expect(file.components.map((each) => [each.key, each.direct, each.dependsOn.map((edge) => edge.to)])).toEqual([
      ['click@8.1.7', false, []],
      ['flask@2.3.2', true, ['click@8.1.7', 'werkzeug@2.3.8']],
      ['idna@3.4', true, []],
      ['werkzeug@2.3.8', false, []],
      ['orphan@1.0', true, []],
    ]);
    expect(file.problems).toEqual([]);
  });

  it('finds the range in the source it names', () => {
    expect(file.components[1]?.requested).toBe('>=2');
    expect(file.consumed).toEqual(['compiled/requirements.in']);
    expect(file.components[0]?.integrity).toBe('sha256:c1');
  });
});

describe('names and roles of files', () => {
  it('tells development from the name', async () => {
    expect(unwrap(await read('requirements/dev.txt')).components[0]?.scope).toBe('dev');
    const docs = await read('docs/requirements.txt', { 'docs/requirements.txt': 'sphinx==7' });
    expect(unwrap(docs).components[0]?.scope).toBe('dev');
    expect((await readText('a==1')).components[0]?.scope).toBe('prod');
  });

  it('takes a constraints file by itself for what may be installed', async () => {
    const file = unwrap(await read('constraints.txt'));
    expect(file.components.map((each) => [each.key, each.scope, each.direct])).toEqual([
      ['urllib3@1.26.18', 'unknown', false],
      ['unused@1', 'unknown', false],
    ]);
    expect(file.problems).toEqual([]);
  });

  it('leaves a page saved under the name to nobody', () => {
    expect(detect('requirements.txt', '')).toBe(true);
  });
});

describe('what cannot be followed', () => {
  const codes = async (text: string, others?: Record<string, string>) =>
    (await readText(text, others)).problems.map((each) => each.error.code);

  it('refuses paths out of the tree, addresses, variables and files that are not there', async () => {
    expect(await codes('-r ../x.txt\n-r /etc/passwd\n-r C:\\x.txt')).toEqual(Array(3).fill('inventory.path_escape'));
    expect(await codes('-r https://example.test/r.txt\n-c $' + '{DIR}/c.txt')).toEqual(
      Array(2).fill('inventory.unresolved'),
    );
    expect(await codes('-rgone.txt\n--requirement=gone2.txt\n-r\n-c "gone 3.txt"')).toEqual([
      'inventory.unreadable',
      'inventory.unreadable',
      'inventory.malformed',
      'inventory.unreadable',
    ]);
  });

  it('names the loop, reads a file twice included once, and stops at a depth', async () => {
    expect(await codes('-r requirements.txt')).toEqual(['inventory.malformed']);
    const diamond = await readText('-r a.txt\n-r b.txt', { 'a.txt': '-r c.txt', 'b.txt': '-r c.txt', 'c.txt': 'x==1' });
    expect(diamond).toMatchObject({ components: [{ key: 'x@1' }], problems: [] });
    const chain = Object.fromEntries([...Array(40).keys()].map((n) => [`f${n}.txt`, `-r f${n + 1}.txt`]));
    expect(await codes('-r f0.txt', chain)).toEqual(['inventory.limit_reached']);
    const many = [...Array(400).keys()];
    const files = Object.fromEntries(many.map((n) => [`f${n}.txt`, '']));
    expect(await codes(many.map((n) => `-r f${n}.txt`).join('\n'), files)).toHaveLength(400 - 256);
  });

  it('ignores options it knows nothing of but refuses what is none', async () => {
    expect(await codes('--no-binary :all:\n--pre\n-f https://x.test\n-i x\n--trusted-host x')).toEqual([]);
    expect(await codes('- x\n--\n-e')).toEqual(Array(3).fill('inventory.malformed'));
  });

  it('reads UTF-16 that was taken for UTF-8, as PowerShell writes it', async () => {
    const bytes = Buffer.from('\uFEFFflask==2.3.2\r\nidna==3.4\r\n', 'utf16le');
    const file = await readText(bytes.toString('utf8'));
    expect(file.components.map((each) => each.key)).toEqual(['flask@2.3.2', 'idna@3.4']);
  });

  it('keeps few of very many problems one by one', async () => {
    const file = await readText('a>1\n'.repeat(5000));
    expect(file.components).toHaveLength(1);
    expect(file.problems).toHaveLength(201);
    expect(file.problems.at(-1)?.count).toBe(4800);
  });
});

describe('lines', () => {
  it('joins what a backslash continues and ends at a comment', () => {
    const lines = [...logicalLines('a==1 \\\n  --hash=x\n# c\nb \\\n# d\n  # e\nc#d # f\\\n\n\\')];
    expect(lines.map((each) => [each.line, each.text, each.comment])).toEqual([
      [1, 'a==1   --hash=x', undefined],
      [3, '', ' c'],
      [4, 'b', undefined],
      [5, '', ' d'],
      [6, '', ' e'],
      [7, 'c#d', ' f'],
      [9, '', undefined],
    ]);
  });

  it('never throws, whatever the text', async () => {
    const words = fc.constantFrom(
      'a',
      '==1',
      '\\\n',
      '\n',
      '-r ',
      '-e ',
      '#',
      ' # via ',
      '@',
      '[',
      ']',
      ';',
      '://',
      '--hash=',
      '\0',
      "'",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(words, fc.string())), async (parts) => {
        const file = await readText(`a\n${parts.join('')}`);
        const keys = new Set(file.components.map((each) => each.key));
        expect(keys.size).toBe(file.components.length);
        for (const each of file.components) for (const edge of each.dependsOn) expect(keys).toContain(edge.to);
      }),
      { numRuns: 300 },
    );
  });
});
