import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formats, takeInventory } from '@maximus/inventory';
import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { type TakenInventory, takenFrom } from '../imports/taken-inventory.ts';

/** Largest SBOM (oraculo.md §8). */
export const maxSbomBytes = 100 * 1024 * 1024;

const sboms = formats.filter(({ kind }) => kind === 'sbom');

/** Reads an SBOM that was uploaded. Fails with `oraculo.sbom_invalid`, which names path and line of the fault. */
export async function takeSbom(
  bytes: Uint8Array,
  options: { readonly tool: string; readonly signal?: AbortSignal },
): Promise<Result<TakenInventory>> {
  if (bytes.length > maxSbomBytes) return fail(errors.source_too_large(`an SBOM has at most ${maxSbomBytes} bytes`));
  const folder = await mkdtemp(join(tmpdir(), 'maximus-sbom-'));
  try {
    // The walk reads named files of any SBOM format by their content, whatever they are called.
    const file = join(folder, 'upload.sbom');
    await writeFile(file, bytes);
    const taken = await takeInventory(file, {
      formats: sboms,
      limits: { maxFileBytes: maxSbomBytes },
      ...(options.signal && { signal: options.signal }),
    });
    if (!taken.ok) return fail(errors.sbom_invalid(taken.error.message, {}, taken.error));
    const [only] = taken.value.files;
    if (only === undefined || only.status === 'failed' || only.status === 'unsupported') {
      const fault = only?.problems[0]?.error;
      const line = fault?.details.line;
      const place = { path: 'bom', ...(line !== undefined && { line }) };
      return fail(errors.sbom_invalid(fault?.message ?? 'this is neither CycloneDX nor SPDX', place, fault));
    }
    return ok(takenFrom(taken.value, options));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
