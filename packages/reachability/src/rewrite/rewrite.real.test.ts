import { spawnSync } from 'node:child_process';
import { frozenClock } from '@maximus/kernel';
import { expect, it } from 'vitest';
import { memoryFiles } from '../testing/memory-files.ts';
import { rewriteByRule } from './rewrite-by-rule.ts';

/** Runs a program of this test's own text; none of it comes from elsewhere. */
function python(text: string): string {
  const run = spawnSync('python3', ['-I', '-c', text], { encoding: 'utf8', timeout: 60_000 });
  return `${run.status ?? 'none'} ${run.stdout}${run.stderr}`;
}

const missing = python('import yaml; assert hasattr(yaml, "UnsafeLoader")').startsWith('0') ? '' : 'no PyYAML here';

it.skipIf(missing !== '')(`a document that makes an object is refused after the rewrite ${missing}`, async () => {
  const before =
    'import yaml\nprint(yaml.load("!!python/object/new:tuple [[1, 2]]", Loader=yaml.UnsafeLoader))\n' +
    'print(yaml.load("a: 1", yaml.Loader))\n';
  const plain = 'import yaml\nprint(yaml.load("a: [1, b]", Loader=yaml.UnsafeLoader))\n';
  const rewritten = async (text: string) => {
    const files = memoryFiles({ 'a.py': text });
    const about = { ecosystem: 'PyPI', name: 'pyyaml', flaws: [['CVE-2020-14343']], clock: frozenClock(0) };
    const answer = await rewriteByRule({ ...about, files });
    return answer.state === 'rewritten' ? (answer.files[0]?.after ?? '') : answer.state;
  };
  expect(python(before)).toContain('(1, 2)');
  const after = python(await rewritten(before));
  expect(after).not.toContain('(1, 2)');
  expect(after).toContain('could not determine a constructor');
  expect(python(await rewritten(plain))).toBe(python(plain));
});
