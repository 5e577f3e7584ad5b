/** Thread of background-digests.ts: takes the texts of records end to end, answers with their canonical digests. */
import { parentPort } from 'node:worker_threads';
import { canonicalDigest } from '../osv/canonical.ts';

/** Texts of records, one after the other, and the length of each. */
export interface DigestTask {
  readonly bytes: Uint8Array;
  readonly lengths: Uint32Array;
}

parentPort?.on('message', ({ bytes, lengths }: DigestTask) => {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const digests: string[] = [];
  let start = 0;
  for (const length of lengths) {
    digests.push(canonicalDigest(JSON.parse(whole.toString('utf8', start, start + length))) ?? '');
    start += length;
  }
  parentPort?.postMessage(digests);
});
