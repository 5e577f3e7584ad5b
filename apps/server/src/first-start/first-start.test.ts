import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { indexMark } from '@maximus/advisories';
import { systemClock } from '@maximus/kernel';
import { silentLogger } from '@maximus/observability';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyExamples } from './copy-examples.ts';
import { buildSampleIndex } from './sample-index.ts';

const bundled = resolve(import.meta.dirname, '../../../../examples');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'maximus-first-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'safe.directory=*', ...args], { cwd, encoding: 'utf8' }).trim();

describe('the first start', () => {
  it('copies the examples as repositories with an origin beside them', async () => {
    const { names, withGit } = await copyExamples(bundled, folder);
    expect(names).toEqual(['berth-board', 'go-gateway', 'npm-shop', 'python-notes']);
    expect(withGit).toBe(true);
    const shop = join(folder, 'npm-shop');
    expect(readFileSync(join(shop, 'package-lock.json'))).toEqual(
      readFileSync(join(bundled, 'npm-shop/package-lock.json')),
    );
    expect(git(shop, 'status', '--porcelain', '--branch')).toBe('## main...origin/main');
    expect(git(shop, 'rev-parse', 'HEAD')).toBe(git(join(folder, 'npm-shop.git'), 'rev-parse', 'main'));
  });

  it('leaves what is there alone and mends what a killed start left behind', async () => {
    await copyExamples(bundled, folder);
    writeFileSync(join(folder, 'npm-shop', 'mine.txt'), 'kept');
    rmSync(join(folder, 'go-gateway'), { recursive: true });
    mkdirSync(join(folder, '.go-gateway.new'));
    writeFileSync(join(folder, '.go-gateway.new', 'half'), '');
    await copyExamples(bundled, folder);
    expect(readFileSync(join(folder, 'npm-shop', 'mine.txt'), 'utf8')).toBe('kept');
    expect(existsSync(join(folder, 'go-gateway', 'half'))).toBe(false);
    expect(git(join(folder, 'go-gateway'), 'status', '--porcelain', '--branch')).toBe('## main...origin/main');
  });

  it('builds the sample index once, and again in place of one of another format', async () => {
    const options = {
      from: [join(bundled, 'advisories')],
      to: join(folder, 'index'),
      clock: systemClock,
      logger: silentLogger,
    };
    expect(await buildSampleIndex(options)).toBeGreaterThan(50);
    const mark = indexMark(options.to);
    expect(await buildSampleIndex(options)).toBeUndefined();
    expect(indexMark(options.to)).toBe(mark);
    const pointer = join(options.to, 'current.json');
    writeFileSync(pointer, readFileSync(pointer, 'utf8').replace(/"format": \d+/, '"format": 1'));
    expect(await buildSampleIndex(options)).toBeGreaterThan(50);
    writeFileSync(pointer, '{}');
    expect(await buildSampleIndex(options)).toBeUndefined();
  });
});
