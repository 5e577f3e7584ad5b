import { homedir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { type NpmTrial, startTrial, tryRemedy } from '../testing/npm-trial.ts';
import { provisionSandbox } from '../testing/provision.ts';
import type { StepProgress } from './types.ts';

const support = await provisionSandbox();

const universe = {
  'bad@1.0.0': { files: { 'index.js': 'module.exports = () => "old";' } },
  'bad@1.0.1': { files: { 'index.js': 'module.exports = () => "new";' } },
};
const project = (test: string, more: Record<string, string> = {}) => ({
  '': { name: 'app', version: '1.0.0', dependencies: { bad: '^1.0.0' }, scripts: { test, ...more } },
});

function bump(test: string, parts: Partial<NpmTrial> = {}): NpmTrial {
  return {
    support,
    universe,
    flaws: [{ id: 'T-1', name: 'bad', fixed: '1.0.1' }],
    before: { manifests: project(test), locked: { bad: ['1.0.0'] } },
    after: { manifests: project(test), locked: { bad: ['1.0.1'] } },
    ...parts,
    needs: { level: 'process', ...parts.needs },
  };
}

const states = (steps: readonly { name: string; tree: string; state: string }[]) =>
  steps.map(({ name, tree, state }) => `${name} ${tree}: ${state}`);

describe.skipIf(!support.bubblewrap)('a change of an npm project, at level process', () => {
  it('is fixed when its own tests agree, and says each step as it comes', async () => {
    const seen: StepProgress[] = [];
    const run = await tryRemedy(
      bump('node test.js', {
        files: { 'test.js': 'require("bad")(); console.log("TAP version 13\\nok 1 - works\\n1..1")' },
        needs: { onStep: (step) => seen.push(step) },
      }),
    );
    expect(run).toMatchObject({ verdict: 'fixed', level: 'process', confidence: 0.9 });
    expect(run.tests).toMatchObject({
      result: 'equal',
      before: { passed: 1 },
      after: { passed: 1, command: 'npm run test' },
    });
    expect(states(run.steps)).toEqual(
      [
        'materialise both: passed',
        'resolve patched: skipped',
        'rescan both: passed',
        'install patched: passed',
        'tests vulnerable: passed',
        'install vulnerable: passed',
        'tests patched: passed',
        'proof both: skipped',
        'verdict both: passed',
        'seal both: passed',
      ].sort((a, b) => order(run.steps, a) - order(run.steps, b)),
    );
    expect(seen.filter(({ state }) => state === 'running').map(({ name }) => name)).toContain('install');
    expect([...run.evidence.blobs.keys()]).toEqual(
      expect.arrayContaining(['inventory/before.cdx.json', 'tests/after.json', 'patch.diff', 'advisories/T-1.json']),
    );
  });

  it('breaks when a test newly fails, each time it is run again', async () => {
    const run = await tryRemedy(
      bump('node test.js', { files: { 'test.js': 'process.exit(require("bad")() === "old" ? 0 : 1)' } }),
    );
    expect(run).toMatchObject({ verdict: 'breaks', tests: { result: 'regressed' } });
    expect(run.steps.filter(({ name, tree }) => name === 'tests' && tree === 'patched')).toHaveLength(3);
  });

  it('is judged without tests where the project has none or they are off', async () => {
    const none = await tryRemedy(bump('echo "Error: no test specified" && exit 1'));
    expect(none).toMatchObject({ verdict: 'fixed_untested', confidence: 0.7, tests: { result: 'untested' } });
    const off = await tryRemedy(bump('exit 1', { needs: { tests: { mode: 'off' } } }));
    expect(off).toMatchObject({ verdict: 'fixed_untested', tests: { reason: 'the tests are switched off' } });
  });

  it('is no worse where the tests failed before as after, and breaks where the build fails newly', async () => {
    const failing = await tryRemedy(bump('exit 3'));
    expect(failing).toMatchObject({ verdict: 'fixed', tests: { result: 'no_worse' }, confidence: 0.8 });
    const manifests = project('node -e 0', { build: 'node build.js' });
    const built = await tryRemedy(
      bump('', {
        before: { manifests, locked: { bad: ['1.0.0'] } },
        after: { manifests, locked: { bad: ['1.0.1'] } },
        files: { 'build.js': 'process.exit(require("bad")() === "old" ? 0 : 1)' },
      }),
    );
    expect(built).toMatchObject({ verdict: 'breaks', tests: { newly_failing: ['npm run build'] } });
  });

  it('runs no script of a dependency and none of the install, and its tests reach no network and no file of the machine', async () => {
    const evil = 'require("fs").writeFileSync("/job/PWNED", "x")';
    const run = await tryRemedy(
      bump('node test.js', {
        universe: {
          ...universe,
          'bad@1.0.1': {
            scripts: {
              preinstall: `node -e '${evil}'`,
              postinstall: `node -e '${evil}'`,
              install: `node -e '${evil}'`,
            },
          },
        },
        files: {
          '.npmrc': 'node-options=--require /job/evil.js\n',
          'evil.js': 'if (process.argv.includes("ci")) require("fs").writeFileSync("/job/PWNED", "x")',
          'test.js': `
            const fs = require('node:fs');
            const problems = ['/job/PWNED', ${JSON.stringify(`${homedir()}/.ssh`)}, '/home/user', '/etc/shadow', '/job/.maximus-run-npmrc'].filter((each) => fs.existsSync(each));
            const secrets = Object.keys(process.env).filter((name) => /TOKEN|SECRET|AUTH/i.test(name));
            fetch('http://192.0.2.1/').then(() => problems.push('network'), () => 0).then(() => {
              if (problems.length + secrets.length > 0) { console.error(problems, secrets); process.exit(9); }
            });`,
        },
        needs: { secrets: ['verysecret'] },
      }),
    );
    expect(run).toMatchObject({ verdict: 'fixed', tests: { result: 'equal', before: { exit_code: 0 } } });
  });

  it('is inconclusive where what is installed is not what the lock says', async () => {
    const entry = (version: string, bundled: string) => ({
      'node_modules/bad': { version },
      'node_modules/top': { version: '1.0.0', dependencies: { bad: '^1.0.0' }, bundleDependencies: ['bad'] },
      'node_modules/top/node_modules/bad': { version: bundled, inBundle: true },
    });
    const root = { name: 'app', version: '1.0.0', dependencies: { bad: '^1.0.0', top: '^1.0.0' } };
    const files = (packages: Record<string, unknown>) => ({
      files: {
        'package.json': JSON.stringify(root),
        'package-lock.json': `${JSON.stringify({ name: 'app', version: '1.0.0', lockfileVersion: 3, requires: true, packages: { '': root, ...packages } }, null, 2)}\n`,
      },
    });
    const run = await tryRemedy(
      bump('', {
        universe: {
          ...universe,
          'top@1.0.0': {
            dependencies: { bad: '^1.0.0' },
            bundleDependencies: ['bad'],
            files: { 'node_modules/bad/package.json': '{"name":"bad","version":"1.0.0"}' },
          },
        },
        before: files(entry('1.0.0', '1.0.0')),
        // The lock says that the bundled copy was changed as well; the archive still holds the old one.
        after: files(entry('1.0.1', '1.0.1')),
      }),
    );
    expect(run).toMatchObject({ verdict: 'inconclusive', reason: expect.stringContaining('inventory-mismatch') });
  });

  it('says what was wrong when its tests take too long', async () => {
    const slow = await tryRemedy(bump('sleep 600', { needs: { limits: { testsMs: 1_000 } } }));
    expect(slow).toMatchObject({ verdict: 'fixed_untested', tests: { reason: 'it did not end within 1 s' } });
  });

  // Whichever step it is in the midst of: making the trees, reading them, installing.
  it.each([1, 3, 4, 5, 6, 8, 20, 100])('says so when its whole time is used up after %i ms', async (runMs) => {
    const late = await tryRemedy(bump('sleep 600', { needs: { limits: { runMs } } }));
    expect(late).toMatchObject({ verdict: 'inconclusive', reason: expect.stringContaining('was used up') });
  });

  it('says so when its whole time is used up in the midst of its tests, and blames the change for nothing', async () => {
    // Before the change they pass at once, so that on a quiet machine it is in those after it that the time ends.
    const files = { 'test.js': 'if (require("bad")() === "new") setTimeout(() => 0, 600_000)' };
    const late = await tryRemedy(bump('node test.js', { files, needs: { limits: { runMs: 6_000 } } }));
    expect(late.tests).toMatchObject({
      result: 'untested',
      reason: expect.stringContaining("the run's time of 6 s was"),
    });
    expect(late.verdict).not.toBe('breaks');
  });

  it('can be cancelled, and then says nothing about the change', async () => {
    const abort = new AbortController();
    const run = await startTrial(
      bump('sleep 600', {
        needs: {
          signal: abort.signal,
          onStep: ({ name, state }) => name === 'tests' && state === 'running' && abort.abort(),
        },
      }),
    );
    expect(run.state).toBe('cancelled');
    expect(run).not.toHaveProperty('verdict');
  });

  it('is inconclusive where the wanted level or tool is not there', async () => {
    const level = await tryRemedy(bump('', { needs: { consent: false } }));
    expect(level).toMatchObject({
      verdict: 'inconclusive',
      level: 'process',
      reason: expect.stringContaining('consent'),
    });
    const tool = await tryRemedy(bump('', { needs: { tools: new Map() } }));
    expect(tool).toMatchObject({ verdict: 'inconclusive', reason: expect.stringContaining('installed: none') });
  });
});

function order(steps: readonly { name: string; tree: string; state: string }[], line: string): number {
  return states(steps).indexOf(line);
}
