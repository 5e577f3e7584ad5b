import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RemedyPlan } from '@maximus/contracts';
import { memoryFiles } from '@maximus/inventory/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkCode } from './check-code.ts';

const before = 'module.exports = 1;\n';
const plan: RemedyPlan = {
  lock_file: 'package-lock.json',
  package_manager: 'npm',
  rung: 'code-rule',
  targets: [],
  package_changes: [],
  edits: [],
  attempts: [],
  unresolved: [],
};
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'maximus-check-code-'));
  writeFileSync(join(folder, 'a.js'), before);
  symlinkSync('a.js', join(folder, 'link.js'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function check(file: string, after: string, was = before, manager = 'npm') {
  const draft = { rung: 'code-rule', targets: [], files: [{ file, kind: 'code', before: was, after }] } as const;
  const project = memoryFiles({ [file]: before });
  return checkCode(draft, { project, folder, remedy: { plan: { ...plan, package_manager: manager } } });
}

it('lets a change of a source file pass', async () => {
  expect(await check('a.js', 'module.exports = 2;\n')).toMatchObject({
    passed: true,
    checks_run: ['well-formed', 'allowed-paths', 'plain-files', 'syntax', 'applies-cleanly'],
  });
});

it.each([
  ['that changes nothing', 'a.js', before, before, 'npm', 'Nothing would change'],
  ['outside of the project', '../a.js', 'x\n', before, 'npm', 'outside'],
  ['of a hook', '.husky/a.js', 'x\n', before, 'npm', 'no file that a plan may touch'],
  ['of a manifest', 'package.json', '{}\n', before, 'npm', 'no source file'],
  ['that makes a file', 'a.js', 'x\n', '', 'npm', 'makes no file'],
  ['through a link', 'link.js', 'x\n', before, 'npm', 'is a link'],
  ['that its language cannot read', 'a.js', 'if (\n', before, 'npm', 'by its language'],
  ['for another text', 'a.js', 'x\n', 'other\n', 'npm', 'not what the plan was made for'],
  ['whose packages nobody installs', 'a.js', 'x\n', before, 'unknown', 'Nobody knows'],
] as const)('refuses a change %s', async (_what, file, after, was, manager, why) => {
  const { passed, failures } = await check(file, after, was, manager);
  expect(passed).toBe(false);
  expect(failures.join()).toContain(why);
});
