import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SampleWorkspace, sampleWorkspace } from '../testing/sample-workspace.ts';

let workspace: SampleWorkspace;
beforeAll(async () => {
  workspace = await sampleWorkspace();
  workspace.write(
    'clean/package-lock.json',
    '{"name":"c","version":"1.0.0","lockfileVersion":3,"packages":{"":{"name":"c","version":"1.0.0"}}}',
  );
});
afterAll(() => workspace.dispose());

describe('maximus fix without a package manager', () => {
  it('has nothing to do in a clean project', async () => {
    const { code, out } = await workspace.run(['fix', 'clean']);
    expect(code).toBe(0);
    expect(out.trimEnd().split('\n').at(-1)).toBe('NOTHING TO DO  there is nothing to change  exit 0');
  });

  it('says that a remedy could not be looked for, and exits 2', async () => {
    const { code, out } = await workspace.run(['fix', 'npm-shop', '--apv', 'CVE-2021-44906']);
    expect(out.replaceAll(/\s+/g, ' ')).toContain('npm, whose settings name the registry, is not on PATH');
    expect(out).toContain('[registry-unreachable]');
    expect(code).toBe(2);
  });

  it('plans one file where one is named, and one flaw by any of its ids', async () => {
    const { out } = await workspace.run([
      'fix',
      'npm-shop/package-lock.json',
      '--dry-run',
      '--apv',
      'ghsa-xvch-5gv4-984h',
    ]);
    expect(out).toContain('minimist 1.2.5');
    expect(out).not.toContain('lodash');
  });

  it('says what an unknown id is', async () => {
    const { code, err } = await workspace.run(['fix', 'npm-shop', '--apv', 'CVE-1999-0001']);
    expect(code).toBe(3);
    expect(err).toContain('no finding here has the id CVE-1999-0001');
  });

  it.each([
    [['--commit', '--branch'], 'exclude each other'],
    [['--dry-run', '--pr'], '--dry-run delivers nothing'],
    [['clean'], 'name one folder'],
    [['--strategy', 'magic'], '--strategy is one of'],
    [['--commit'], 'is in no git repository'],
  ])('refuses %j', async (options, words) => {
    const { code, err } = await workspace.run(['fix', 'npm-shop', ...options], {
      environment: { MAXIMUS_DB: workspace.db, PATH: '/nowhere' },
    });
    expect(code).toBe(3);
    expect(err).toContain(words);
  });

  it('undoes what a run that was killed left half done', async () => {
    const staging = join(workspace.root, 'clean/.maximus-fix');
    mkdirSync(staging);
    writeFileSync(join(staging, '0.after'), 'half');
    expect((await workspace.run(['fix', 'clean'])).code).toBe(0);
    expect(() => workspace.read('clean/.maximus-fix/0.after')).toThrow('ENOENT');
  });

  it('ends with 130 and no stack when it is interrupted', async () => {
    const { code, err } = await workspace.run(['fix', 'npm-shop'], { signal: AbortSignal.abort() });
    expect(code).toBe(130);
    expect(err).toBe('stopped; the files are as they were\n');
  });

  it('writes JSON and Markdown', async () => {
    const json = await workspace.run(['fix', 'clean', '-f', 'json']);
    expect(JSON.parse(json.out)).toMatchObject({
      schema: 'maximus.fix-report/1',
      outcome: 'nothing_to_do',
      exit_code: 0,
    });
    const markdown = await workspace.run(['fix', 'clean', '-f', 'markdown', '-o', 'fix.md']);
    expect(markdown.out).toBe('');
    expect(workspace.read('fix.md')).toContain('# Remedies for clean');
  });
});
