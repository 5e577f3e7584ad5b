/**
 * The example projects' own suites pass, in a copy, as a stranger would run them.
 * npm and Go fetch packages, so they run where fetching is allowed (CI or MAXIMUS_PROVISION=1); there, a missing tool fails.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const examples = resolve(import.meta.dirname, '../../examples');
const mayFetch = Boolean(process.env['CI']) || process.env['MAXIMUS_PROVISION'] === '1';
const why = 'fetches packages: set MAXIMUS_PROVISION=1';
let copy = '';

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'maximus-examples-'));
  cpSync(examples, copy, { recursive: true, filter: (path) => !/node_modules|__pycache__/.test(path) });
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const answers = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;

function runSuite(
  project: string,
  command: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): string {
  const done = spawnSync(command, args, {
    cwd: join(copy, project),
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  });
  const output = `${done.error ?? ''}${done.stdout}${done.stderr}`;
  expect(done.status, output).toBe(0);
  return output;
}

test.skipIf(!mayFetch && !answers('python3', '--version'))('python-notes: needs python3 only', () => {
  const output = runSuite('python-notes', 'python3', ['-m', 'unittest'], { PYTHONDONTWRITEBYTECODE: '1' });
  expect(output).toMatch(/Ran 10 tests/);
});

test.skipIf(!mayFetch)(`npm-shop: ${why}`, { timeout: 180_000 }, () => {
  runSuite('npm-shop', 'npm', ['ci', '--ignore-scripts']);
  const output = runSuite('npm-shop', process.execPath, ['--test', 'test/*.test.js'], { NODE_OPTIONS: '' });
  expect(output).toMatch(/pass 8/);
});

test.skipIf(!mayFetch)(`go-gateway: ${why}`, { timeout: 600_000 }, () => {
  if (!answers('go', 'version')) installGo();
  const output = runSuite('go-gateway', 'go', ['test', './...'], { GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly' });
  expect(output.match(/^ok /gm)).toHaveLength(3);
});

function installGo(): void {
  const quiet = { stdio: 'pipe', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
  const install = 'apt-get update -q && apt-get install -y -q --no-install-recommends golang-go ca-certificates';
  // One installation at a time on a machine, whichever test asks for it.
  execFileSync('flock', ['/tmp/apt.lock', 'sh', '-c', install], quiet);
}
