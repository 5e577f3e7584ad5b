import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../testing/index.ts';
import type { ParsedFile } from '../types.ts';
import { detect } from './detect.ts';
import { parse } from './parse.ts';
import { lock } from './samples.ts';

const path = 'packages.lock.json';

async function parsed(text: string): Promise<ParsedFile> {
  const result = await parse({ path, text, files: memoryFiles({}) });
  if (!result.ok) throw result.error;
  return result.value;
}

async function codeOf(text: string) {
  const result = await parse({ path, text, files: memoryFiles({}) });
  return result.ok ? undefined : [result.error.code, result.error.details.line];
}

describe('packages.lock.json', () => {
  it('gives every package of every framework with version, line and digest; a project is none', async () => {
    const file = await parsed(lock);
    expect(file.problems).toEqual([]);
    expect(file.components.map(({ key, purl, line, integrity }) => [key, purl, line, integrity])).toEqual([
      ['net8.0: acme.web', 'pkg:nuget/Acme.Web@8.0.2', 5, 'web8=='],
      ['net8.0: acme.json', 'pkg:nuget/Acme.Json@13.0.3', 15, 'json=='],
      ['net8.0: acme.native', 'pkg:nuget/Acme.Native@2.0.0', 21, 'native=='],
      ['net8.0/win-x64: acme.runtime', 'pkg:nuget/Acme.Runtime@2.0.0', 34, 'runtime=='],
      ['.NETFramework,Version=v4.7.2: acme.web', 'pkg:nuget/Acme.Web@7.0.0', 44, 'web7=='],
    ]);
  });

  it('takes as direct what the file says and what another project of the solution asks for', async () => {
    const file = await parsed(lock);
    expect(
      file.components.map(({ name, direct, requested, override, scope }) => [name, direct, requested, override, scope]),
    ).toEqual([
      ['Acme.Web', true, '[8.0.2, )', undefined, 'prod'],
      ['Acme.Json', false, undefined, 'central package version [13.0.3, )', 'prod'],
      ['Acme.Native', true, '[2.0.0, )', undefined, 'prod'],
      ['Acme.Runtime', false, undefined, undefined, 'prod'],
      ['Acme.Web', true, '[7.0.0, 7.0.0]', undefined, 'prod'],
    ]);
  });

  it("leads from a runtime's section to the framework's own, whatever the case of the name", async () => {
    const file = await parsed(lock);
    expect(file.components.map(({ dependsOn }) => dependsOn)).toEqual([
      [{ to: 'net8.0: acme.json', requested: '13.0.1' }],
      [],
      [],
      [{ to: 'net8.0: acme.json', requested: '13.0.1' }],
      [],
    ]);
  });
});

describe('hostile and foreign input', () => {
  it('refuses what is no lock file of a known version', async () => {
    expect(await codeOf('{"version": 1')).toEqual(['inventory.malformed', 1]);
    expect(await codeOf('{"version": 1}')).toEqual(['inventory.malformed', 1]);
    expect(await codeOf('[]')).toEqual(['inventory.malformed', 1]);
    expect(await codeOf('{"version": 3, "dependencies": {}}')).toEqual(['inventory.unsupported_version', 1]);
    expect([detect(path, lock), detect(path, '{}')]).toEqual([true, false]);
  });

  it('keeps prototype names, counts what has no version and names what is missing', async () => {
    const file = await parsed(
      '{"version": 1, "dependencies": {"net8.0": {"__proto__": {"type": "Direct", "resolved": "1.0.0", "dependencies": {"Nowhere": "1", "x": 1}}, "a": {"type": "Transitive"}, "b": 1}, "x": []}}',
    );
    expect(file.components.map(({ name, direct }) => [name, direct])).toEqual([['__proto__', true]]);
    expect(file.problems.map(({ error }) => error.message)).toEqual([
      'a has no resolved version',
      'b has no resolved version',
      '"x" is not an object',
      'a dependency has no entry in the file: net8.0: nowhere',
    ]);
  });
});
