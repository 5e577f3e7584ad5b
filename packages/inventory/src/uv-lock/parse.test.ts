import { unwrap } from '@maximus/kernel';
import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../testing/index.ts';
import { parse } from './parse.ts';
import { samples } from './samples.ts';

const read = (path: string, text = samples[path] ?? '') => parse({ path, text, files: memoryFiles({}) });

describe('uv.lock', async () => {
  const file = unwrap(await read('uv.lock'));
  const component = (key: string) => file.components.find((each) => each.key === key);

  it('keeps members of the workspace out and takes what they ask for as direct', () => {
    expect(file.components.map((each) => each.key)).toEqual([
      'idna@3.4',
      'numpy@1.26.4',
      'numpy@2.0.0',
      'pysocks@1.7.1',
      'pytest@8.1.0',
      'requests@2.31.0',
      'tool@0.2.0',
    ]);
    expect(file.roots).toEqual([
      'idna@3.4',
      'numpy@1.26.4',
      'numpy@2.0.0',
      'pytest@8.1.0',
      'requests@2.31.0',
      'tool@0.2.0',
    ]);
    expect(file.problems).toEqual([]);
  });

  it('tells scopes from dependencies, extras and groups', () => {
    expect(file.components.map((each) => each.scope)).toEqual([
      'prod',
      'optional',
      'optional',
      'prod',
      'dev',
      'prod',
      'optional',
    ]);
  });

  it('follows an extra of a package only where something switches it on', () => {
    expect(component('requests@2.31.0')?.dependsOn).toEqual([{ to: 'idna@3.4' }, { to: 'pysocks@1.7.1' }]);
  });

  it('keeps the range, the override, the line and the digest of the source archive', () => {
    expect(component('requests@2.31.0')).toMatchObject({ requested: '>=2,<3', direct: true, line: 77 });
    expect(component('idna@3.4')).toMatchObject({
      override: 'override-dependencies: idna==3.4',
      integrity: 'sha256:aa01',
      line: 45,
    });
    expect(component('pytest@8.1.0')?.requested).toBe('~=8.0');
  });

  it('names the repository and commit of a git source without its password', () => {
    expect(component('tool@0.2.0')?.purl).toBe(
      'pkg:pypi/tool@0.2.0?vcs_url=git%2Bhttps:%2F%2Fexample.test%2Ftool%400123abcd',
    );
  });

  it('reads the lock of a script, whose requirements stand in the manifest table', async () => {
    const script = unwrap(await read('script.py.lock'));
    expect(script.components).toMatchObject([{ name: 'rich', direct: true, requested: '>=13', scope: 'prod' }]);
  });

  it('refuses a newer format and reports a package without version', async () => {
    const newer = await read('uv.lock', 'version = 2\n');
    expect(newer).toMatchObject({ ok: false, error: { code: 'inventory.unsupported_version' } });
    const text = 'version = 1\n[[package]]\nname = "a"\nsource = { registry = "x" }\n[[package]]\nversion = "1"\n';
    const partial = unwrap(await read('uv.lock', text));
    expect(partial.problems.map((each) => [each.error.code, each.error.details.line])).toEqual([
      ['inventory.malformed', 5],
      ['inventory.unresolved', 2],
    ]);
    expect(partial.components).toMatchObject([{ key: 'a', direct: true }]);
  });

  it('names file and line of text that is not TOML, and of a list that is none', async () => {
    expect(await read('uv.lock', 'version = 1\n[[package]\n')).toMatchObject({
      ok: false,
      error: { code: 'inventory.malformed', details: { file: 'uv.lock', line: 2 } },
    });
    expect(await read('uv.lock', 'version = 1\npackage = 3\n')).toMatchObject({ ok: false });
  });

  describe('beside the pyproject.toml of its project', () => {
    const lock = `version = 1\n[[package]]\nname = "app"\nsource = { virtual = "." }\n[package.metadata]\nrequires-dist = [{ name = "old-python-only", marker = "x" }, { name = "pytest" }]\n[[package]]\nname = "lib"\nsource = { editable = "lib" }\n`;
    const parsed = async (tree: Record<string, string>, path = 'uv.lock') =>
      unwrap(await parse({ path, text: lock, files: memoryFiles(tree) }));

    it('names each package that a manifest asks for and that is not locked', async () => {
      const root = `[project]\nname = "app"\ndependencies = ["Django==1.11", "lib", "old_python.only<1"]\n[dependency-groups]\ndev = ["pytest", { include-group = "x" }]\n[tool.poetry.dependencies]\nleft-over = "1"\n`;
      const outdated = await parsed({
        'pyproject.toml': root,
        'lib/pyproject.toml': '[project]\ndependencies = ["idna"]\n',
      });
      expect(outdated.problems.map(({ error }) => [error.code, error.message])).toEqual([
        ['inventory.lock_outdated', '"django" is asked for by pyproject.toml, but not in the lock file'],
        ['inventory.lock_outdated', '"pytest" is asked for by pyproject.toml, but not in the lock file'],
        ['inventory.lock_outdated', '"idna" is asked for by lib/pyproject.toml, but not in the lock file'],
      ]);
      expect(outdated.consumed).toEqual(['pyproject.toml', 'lib/pyproject.toml']);
    });

    it('leaves a script alone and reports a manifest that does not parse', async () => {
      const tree = { 'pyproject.toml': '[project]\ndependencies = ["django"]\n' };
      expect((await parsed(tree, 'tool.py.lock')).problems).toEqual([]);
      const broken = await parsed({ 'pyproject.toml': '[project' });
      expect(broken.problems.map(({ error }) => error.code)).toEqual(['inventory.malformed']);
    });
  });
});
