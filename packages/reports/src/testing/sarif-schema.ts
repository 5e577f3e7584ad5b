import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

const require = createRequire(import.meta.url);
const home = join(require.resolve('@microsoft/jest-sarif'), '..');
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats.default(ajv);
let compiled: ReturnType<typeof ajv.compile> | undefined;

/** What is wrong with a SARIF 2.1.0 log by the published schema; empty when it is valid. */
export function sarifFaults(log: unknown): string[] {
  if (compiled === undefined) {
    // A draft 4 schema that uses nothing in which draft 7 differs, apart from its own name.
    const {
      $schema: _draft,
      id: _id,
      ...schema
    } = JSON.parse(readFileSync(join(home, 'schemas/sarif-2.1.0-rtm.5.json'), 'utf8'));
    compiled = ajv.compile(schema);
  }
  if (compiled(log)) return [];
  return (compiled.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}
