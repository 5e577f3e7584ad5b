import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { unpackTestData } from '../testing/test-data.ts';
import { buildPurl, formatPurl, type Purl, type PurlParts, parsePurl } from './index.ts';

interface Vector {
  readonly description: string;
  readonly test_type: 'parse' | 'build' | 'validate';
  readonly input: string | PurlParts;
  readonly expected_output?: string | PurlParts | null;
  readonly expected_failure: boolean;
}

/** Types that nothing here emits and whose rules depend on a repository address. */
const leftOut = new Set(['git', 'mlflow']);

const folder = unpackTestData('conformance.tar.gz');

function partsOf(purl: Purl | PurlParts) {
  const qualifiers = Object.entries(purl.qualifiers ?? {}).sort();
  return {
    type: purl.type,
    namespace: purl.namespace ?? null,
    name: purl.name,
    version: purl.version ?? null,
    qualifiers,
    subpath: purl.subpath ?? null,
  };
}

function answer(vector: Vector) {
  if (vector.test_type === 'build') {
    const built = buildPurl(vector.input as PurlParts);
    return built.ok ? formatPurl(built.value) : undefined;
  }
  // The "parse" vectors refuse a type's own qualifiers in capitals, which the "validate" vectors want put right.
  const parsed = parsePurl(vector.input as string, { strict: vector.test_type === 'parse' });
  if (!parsed.ok) return undefined;
  return vector.test_type === 'parse' ? partsOf(parsed.value) : formatPurl(parsed.value);
}

function expected({ test_type, expected_failure, expected_output }: Vector) {
  if (expected_failure || expected_output === null || expected_output === undefined) return undefined;
  return test_type === 'parse' ? partsOf(expected_output as PurlParts) : expected_output;
}

it.skipIf(folder === undefined)(
  'agrees with every published purl vector of the types in use (needs conformance.tar.gz)',
  () => {
    const types = join(folder ?? '', 'purl/tests/types');
    let count = 0;
    for (const file of readdirSync(types)) {
      if (leftOut.has(file.replace('-test.json', ''))) continue;
      for (const vector of JSON.parse(readFileSync(join(types, file), 'utf8')).tests as Vector[]) {
        expect(answer(vector), `${file}: ${vector.description}: ${JSON.stringify(vector.input)}`).toEqual(
          expected(vector),
        );
        count++;
      }
    }
    expect(count).toBeGreaterThan(500);
  },
);
