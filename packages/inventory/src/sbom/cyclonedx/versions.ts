/** Versions of the specification that are read, for messages. */
export const supportedBoms = 'versions 1.2 to 1.7';

/** Whether a `specVersion` is one that is read. */
export function isSupportedBom(version: unknown): boolean {
  return typeof version === 'string' && /^1\.[2-7]$/.test(version);
}
