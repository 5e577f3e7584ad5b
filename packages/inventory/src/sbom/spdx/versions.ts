/** Versions of the specification that are read, for messages. */
export const supportedSpdx = 'versions 2.2 and 2.3';

/** Whether an `spdxVersion` is one that is read. */
export function isSupportedSpdx(version: unknown): boolean {
  return version === 'SPDX-2.2' || version === 'SPDX-2.3';
}
