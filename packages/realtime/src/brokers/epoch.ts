/** A new epoch: 12 characters that no other stream had. */
export function newEpoch(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(9));
  return Buffer.from(bytes).toString('base64url');
}
