import { isDeepStrictEqual } from 'node:util';
import { expect, it } from 'vitest';
import { checkUpload, readUpload } from './read-upload.ts';
import { takeSbom } from './take-upload.ts';

const components = Array.from({ length: 6_000 }, (_, at) => ({
  type: 'library',
  name: `pkg-${at}`,
  version: '1.0.0',
  purl: `pkg:npm/pkg-${at}@1.0.0`,
}));
const bom = Buffer.from(JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.5', version: 1, components }));

it('reads a large upload on a thread as it would here', async () => {
  const here = await takeSbom(bom, { tool: 't' });
  const apart = await readUpload('sbom', bom, { tool: 't' });
  expect(bom.length).toBeGreaterThan(256 * 1024);
  expect(isDeepStrictEqual(apart, here)).toBe(true);
  expect(await checkUpload('sbom', bom, { tool: 't' })).toEqual({ ok: true, value: undefined });
});

it('tells what is wrong with one, and ends with its caller', async () => {
  const broken = Buffer.concat([bom.subarray(0, bom.length - 2), Buffer.from('x')]);
  const said = await checkUpload('sbom', broken, { tool: 't' });
  expect(said).toMatchObject({ ok: false, error: { code: 'oraculo.sbom_invalid', details: { path: 'bom' } } });
  const posted = await readUpload('inventory', Buffer.alloc(300_000, 32), { tool: 't' });
  expect(posted).toMatchObject({ ok: false, error: { code: 'oraculo.inventory_invalid' } });
  await expect(readUpload('sbom', bom, { tool: 't', signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
});
