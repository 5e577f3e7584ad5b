import { createHash } from 'node:crypto';

/** Lower-case hex SHA-256 of bytes. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The files of a bundle by path, beside its manifest and signature. */
export type Blobs = ReadonlyMap<string, Uint8Array>;

/** Head and tail kept of a log that is longer (arena.md §9). */
const keptLogBytes = 1 << 20;
const esc = String.fromCharCode(27);
/** Control sequences of terminals (ECMA-48): CSI, OSC, and two-character ones. */
const controlSequence = new RegExp(
  `${esc}(?:\\[[0-9;?]{0,32}[ -/]{0,4}[@-~]|\\][^${esc}\\u0007]{0,256}(?:\\u0007|${esc}\\\\)|[@-Z\\\\-_])`,
  'g',
);

/** A log as it goes into evidence: no terminal codes, the named secrets masked, the middle left out where it is long. */
export function logBlob(text: string, secrets: readonly string[]): Uint8Array {
  let clean = text.replace(controlSequence, '');
  for (const secret of secrets) if (secret.length >= 4) clean = clean.replaceAll(secret, '***');
  const bytes = Buffer.from(clean, 'utf8');
  if (bytes.length <= keptLogBytes) return bytes;
  const half = keptLogBytes / 2;
  const left = bytes.length - 2 * half;
  const note = Buffer.from(`\n… ${left} bytes left out …\n`, 'utf8');
  return Buffer.concat([bytes.subarray(0, half), note, bytes.subarray(bytes.length - half)]);
}
