import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

const require = createRequire(import.meta.url);
const folder = join(dirname(require.resolve('@cyclonedx/cyclonedx-library/package.json')), 'res/schema');
const read = (name: string) => JSON.parse(readFileSync(join(folder, `${name}.SNAPSHOT.schema.json`), 'utf8'));

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
// Formats of draft 2019 for names beyond ASCII; what is written here must be plain URIs already.
ajv.addFormat('iri-reference', (text: string) => !/[\s<>"{}|\\^`]/.test(text));
ajv.addFormat('idn-email', true);
ajv.addSchema(read('spdx'), 'http://cyclonedx.org/schema/spdx.SNAPSHOT.schema.json');
ajv.addSchema(read('jsf-0.82'), 'http://cyclonedx.org/schema/jsf-0.82.SNAPSHOT.schema.json');
let compiled: ReturnType<typeof ajv.compile> | undefined;

/** What is wrong with a CycloneDX 1.6 document by the published schema; empty when it is valid. */
export function cyclonedxFaults(document: unknown): string[] {
  compiled ??= ajv.compile(read('bom-1.6'));
  if (compiled(document)) return [];
  return (compiled.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}
