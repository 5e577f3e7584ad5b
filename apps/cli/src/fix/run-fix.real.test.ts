import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { provisionSandbox } from '@maximus/arena/testing';
import { systemClock } from '@maximus/kernel';
import { afterEach, describe, expect, it } from 'vitest';
import { type NpmWorkspace, type NpmWorkspaceParts, npmWorkspace } from '../testing/npm-workspace.ts';

const support = await provisionSandbox();
const hasNpm = existsSync('/usr/bin/npm') || existsSync('/usr/local/bin/npm');
if (!hasNpm) process.stderr.write('skipped: npm is not installed for the whole machine\n');

const universe = {
  'bad@1.0.0': {},
  'bad@1.0.1': {},
  'bad@2.0.0': {},
  'worse@1.0.0': {},
  'worse@2.0.0': {},
  'hopeless@1.0.0': {},
};
const shop: NpmWorkspaceParts = {
  manifests: { '': { name: 'shop', version: '1.0.0', dependencies: { bad: '^1.0.0', worse: '^1.0.0' } } },
  universe,
  locked: { bad: ['1.0.0'], worse: ['1.0.0'] },
  flaws: [
    { id: 'GHSA-aaaa-aaaa-aaaa', name: 'bad', fixed: '1.0.1' },
    { id: 'GHSA-bbbb-bbbb-bbbb', name: 'worse', fixed: '2.0.0' },
  ],
};
const timeout = 180_000;

let workspace: NpmWorkspace | undefined;
afterEach(async () => {
  await workspace?.[Symbol.asyncDispose]();
  workspace = undefined;
});

async function open(parts: Partial<NpmWorkspaceParts> = {}): Promise<NpmWorkspace> {
  workspace = await npmWorkspace({ ...shop, ...parts });
  return workspace;
}

function git(folder: string, ...args: readonly string[]): string {
  const identity = ['-c', 'user.name=T', '-c', 'user.email=t@example.test', '-c', 'init.defaultBranch=main'];
  return execFileSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8' }).trim();
}

function commitAll(folder: string): string {
  git(folder, 'init', '-q');
  git(folder, 'add', '-A');
  git(folder, 'commit', '-qm', 'base');
  return git(folder, 'rev-parse', 'HEAD');
}

describe.skipIf(!support.bubblewrap || !hasNpm)('maximus fix with the real npm', { timeout }, () => {
  it('plans and changes nothing with --dry-run', async () => {
    const { run, tree } = await open();
    const was = tree();
    const { code, out } = await run(['fix', '--dry-run']);
    expect(code).toBe(6);
    expect(out).toContain('lock refresh    bad 1.0.0 → 1.0.1');
    expect(out).toContain('major upgrade: The policy of the project allows no major step');
    expect(out.toLowerCase()).not.toMatch(/\bfixed\b/);
    expect(tree()).toEqual(was);
  });

  it('applies what is proven, says what stays and why, and seals evidence that verifies', async () => {
    const { run, tree } = await open();
    const { code, out, err } = await run(['fix']);
    expect(code, out + err).toBe(1);
    expect(out).toContain('verdict         fixed_untested');
    expect(out.trimEnd().split('\n').at(-1)).toBe(
      'FINDINGS REMAIN  1 finding at or above high without a remedy  exit 1',
    );
    expect(tree()['package-lock.json']).toContain('"node_modules/bad": {\n      "version": "1.0.1"');
    expect(Object.keys(tree())).toEqual(['package-lock.json', 'package.json']);
    const bundle = /\/\S+\.tar\.zst/.exec(out)?.[0] ?? '';
    expect((await run(['evidence', 'verify', bundle, '--recompute'])).code).toBe(0);
    const again = await run(['fix']);
    expect(again.out).toContain('0 changes, 1 without a remedy');
    expect(again.code).toBe(1);
  });

  it('has a change of the project’s own code judged with --test, shows it with its evidence, and applies nothing', async () => {
    const library = `
      exports.load = (text) => (text.startsWith('!!js ') ? (globalThis.made = text) : JSON.parse(text));
      exports.safeLoad = (text) => { if (text.startsWith('!!')) throw new Error('unknown tag'); return JSON.parse(text); };`;
    const check = `
      const read = require('./read.js');
      try { read('!!js x'); } catch {}
      console.log('TAP version 13\\n' + (read('[1]')[0] === 1 ? 'ok' : 'not ok') + ' 1 - reads');
      console.log((globalThis.made === undefined ? 'ok' : 'not ok') + ' 2 - does nothing else\\n1..2');
      process.exitCode = globalThis.made === undefined ? 0 : 1;`;
    const { run, tree } = await open({
      manifests: {
        '': {
          name: 'shop',
          version: '1.0.0',
          scripts: { test: 'node check.js' },
          dependencies: { 'js-yaml': '3.13.0' },
        },
      },
      universe: { 'js-yaml@3.13.0': { files: { 'index.js': library } } },
      locked: {},
      flaws: [{ id: 'GHSA-8j8c-7jfh-h6hx', name: 'js-yaml', fixed: '3.13.1' }],
      files: {
        'read.js': "const yaml = require('js-yaml');\nmodule.exports = (text) => yaml.load(text);\n",
        'check.js': check,
      },
    });
    const was = tree();
    const untried = JSON.parse((await run(['fix', '--format', 'json'])).out);
    expect(untried.lock_files[0].code_changes).toBeUndefined();
    const { code, out } = await run(['fix', '--test', '--yes', '--format', 'json']);
    const { outcome, lock_files: files } = JSON.parse(out);
    expect([code, outcome]).toEqual([1, 'findings_remain']);
    expect(files[0].code_changes).toMatchObject([
      {
        rung: 'code-rule',
        files: ['read.js'],
        diff: expect.stringContaining('+module.exports = (text) => yaml.safeLoad(text);'),
        evidence: { verdict: 'mitigated', tests: { result: 'better' } },
      },
    ]);
    expect(files[0].applied).toBeUndefined();
    expect((await run(['evidence', 'verify', files[0].code_changes[0].evidence.archive, '--recompute'])).code).toBe(0);
    expect(tree()).toEqual(was);
  });

  it('takes out an override that the parent has caught up with, proven like any other change', async () => {
    const { run, tree } = await open({
      manifests: {
        '': { name: 'shop', version: '1.0.0', dependencies: { top: '^1.0.0' }, overrides: { bad: '1.0.1' } },
      },
      universe: { 'bad@1.0.0': {}, 'bad@1.0.1': {}, 'top@1.1.0': { dependencies: { bad: '^1.0.1' } } },
      locked: { bad: ['1.0.1'] },
    });
    const { code, out, err } = await run(['fix', '--retire-overrides']);
    expect(code, out + err).toBe(0);
    expect(out.trimEnd().split('\n').at(-1)).toContain('DONE');
    expect(tree()['package.json']).not.toContain('overrides');
    expect((await run(['fix', '--retire-overrides'])).out).toContain('NOTHING TO DO');
  });

  it('takes major steps where they are allowed, after the others, and ends clean', async () => {
    const { run, tree } = await open();
    const { code, out } = await run(['fix', '--allow-major', '--format', 'json']);
    const report = JSON.parse(out) as { lock_files: { plans: { rung: string }[]; evidence: { verdict: string } }[] };
    expect(report.lock_files[0]?.plans.map(({ rung }) => rung)).toEqual(['lock-bump', 'major-upgrade']);
    expect(report.lock_files[0]?.evidence.verdict).toBe('fixed_untested');
    expect(tree()['package.json']).toContain('"worse": "^2.0.0"');
    expect(code).toBe(0);
    expect((await run(['scan'])).code).toBe(0);
  });

  it('runs the tests of the project before and after with --test, and keeps nothing that breaks them', async () => {
    const check = "process.exit(require('bad') === 'bad@1.0.0' ? 0 : 1)";
    const scripts = { test: 'node check.js' };
    const manifests = { '': { name: 'shop', version: '1.0.0', dependencies: { bad: '^1.0.0' }, scripts } };
    const { run, tree } = await open({
      manifests,
      locked: { bad: ['1.0.0'] },
      files: { 'check.js': check },
    });
    const was = tree();
    const { code, out } = await run(['fix', '--test']);
    expect(code, out).toBe(6);
    expect(out).toContain('breaks:');
    expect(tree()).toEqual(was);
    writeFileSync(join(workspace?.folder ?? '', 'check.js'), "require('bad')");
    const better = await run(['fix', '--test']);
    expect(better.out).toContain('verdict         fixed  ');
    expect(better.code).toBe(0);
  });

  it('drops the culprit of a group with its reason and keeps the rest', async () => {
    const check = "process.exit(require('worse') === 'worse@1.0.0' ? 0 : 1)";
    const scripts = { test: 'node check.js' };
    const dependencies = { bad: '^1.0.0', worse: '>=1.0.0' };
    const { run, tree } = await open({
      manifests: { '': { name: 'shop', version: '1.0.0', dependencies, scripts } },
      files: { 'check.js': check },
    });
    const { code, out } = await run(['fix', '--test', '--allow-major']);
    expect(code, out).toBe(6);
    expect(out).toContain('Not proven in package-lock.json (1)');
    expect(tree()['package-lock.json']).toContain('"node_modules/bad": {\n      "version": "1.0.1"');
    expect(tree()['package-lock.json']).toContain('"node_modules/worse": {\n      "version": "1.0.0"');
  });

  it('commits on the branch that is checked out, and leaves a clean tree', async () => {
    const { run, folder } = await open();
    const base = commitAll(folder);
    const { code, out } = await run(['fix', '--commit']);
    expect(code, out).toBe(1);
    expect(git(folder, 'status', '--porcelain')).toBe('');
    expect(git(folder, 'rev-parse', 'HEAD^')).toBe(base);
    expect(git(folder, 'log', '-1', '--format=%s')).toBe('fix(deps): bump bad from 1.0.0 to 1.0.1');
    expect(git(folder, 'log', '-1', '--format=%(trailers:key=Maximus-Evidence,valueonly)')).toMatch(
      /^sha256:[0-9a-f]{64}$/,
    );
    expect(git(folder, 'branch', '--format=%(refname:short)')).toBe('main');
  });

  it('makes a branch and leaves files and the branch that is checked out alone', async () => {
    const { run, folder, tree } = await open();
    const base = commitAll(folder);
    const was = tree()['package-lock.json'];
    const { out } = await run(['fix', '--branch']);
    const branch =
      git(folder, 'branch', '--format=%(refname:short)')
        .split('\n')
        .find((name) => name !== 'main') ?? '';
    expect(branch, out).toMatch(/^maximus\/lock-bump\/bad-1\.0\.1-/);
    expect(git(folder, 'show', `${branch}:package-lock.json`)).toContain('bad-1.0.1.tgz');
    expect(git(folder, 'rev-parse', 'HEAD')).toBe(base);
    expect(tree()['package-lock.json']).toBe(was);
  });

  it('refuses to deliver over changes that are not committed', async () => {
    const { run, folder } = await open();
    commitAll(folder);
    writeFileSync(join(folder, 'package.json'), `${readFileSync(join(folder, 'package.json'), 'utf8')}\n`);
    const { code, err } = await run(['fix', '--commit']);
    expect(code).toBe(3);
    expect(err).toContain('changes that are not committed');
  });

  it('is stopped, and reports nothing, when it is interrupted while npm writes the lock file', async () => {
    const { run, tree } = await open();
    const was = tree();
    const abort = new AbortController();
    let said = '';
    const write = (text: string) => {
      said += text;
      if (text.includes('npm writes package-lock.json')) abort.abort();
    };
    // On a terminal what goes on is said, as soon as that has gone on for long enough by this clock.
    let later = 0;
    const now = () => {
      later += 200;
      return systemClock.now() + later;
    };
    const clock = { ...systemClock, now };
    const err = { write, isTerminal: true, columns: 120 };
    const { code, out } = await run(['fix', '--yes', '--format', 'json'], { err, clock, signal: abort.signal });
    expect(said).toContain('npm writes package-lock.json');
    expect([code, out], said).toEqual([130, '']);
    expect(said).toMatch(/stopped; the files are as they were\n$/);
    expect(tree()).toEqual(was);
  });

  it.each(['SIGINT', 'SIGKILL'] as const)('leaves the tree as it was when %s comes while it works', async (signal) => {
    const { folder, environment, tree } = await open();
    const was = tree();
    const main = resolve(import.meta.dirname, '../main.ts');
    const child = spawn(process.execPath, [main, 'fix', '--yes'], { cwd: folder, env: environment, stdio: 'pipe' });
    let err = '';
    child.stderr.setEncoding('utf8');
    // The first step of the arena: npm has written its lock file and nothing is in place yet.
    let isSent = false;
    for await (const text of child.stderr) {
      err += String(text);
      // Once: a second SIGINT would end the program without its own clearing up.
      if (!isSent && err.includes('materialise')) isSent = child.kill(signal);
    }
    const [code, by] =
      child.exitCode === null && child.signalCode === null
        ? await once(child, 'exit')
        : [child.exitCode, child.signalCode];
    expect(signal === 'SIGINT' ? code : by, err).toBe(signal === 'SIGINT' ? 130 : 'SIGKILL');
    expect(tree()).toEqual(was);
    expect(readdirSync(folder).sort()).toEqual(['package-lock.json', 'package.json']);
  });

  it('works as the bundle that is shipped', async () => {
    const bundle = resolve(import.meta.dirname, '../../dist/maximus.cjs');
    const build = resolve(import.meta.dirname, '../../../../tools/build/command-line.ts');
    const code = `import(${JSON.stringify(build)}).then(({ buildCommandLine }) => buildCommandLine())`;
    if (!existsSync(bundle)) execFileSync(process.execPath, ['-e', code]);
    const { folder, environment, tree } = await open();
    const child = spawn(process.execPath, [bundle, 'fix', '--quiet'], { cwd: folder, env: environment, stdio: 'pipe' });
    let text = '';
    for await (const chunk of child.stdout.setEncoding('utf8')) text += String(chunk);
    expect(text).toContain('fixed_untested');
    expect(tree()['package-lock.json']).toContain('bad-1.0.1.tgz');
  });
});
