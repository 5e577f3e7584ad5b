/** SPDX 2 in both forms: the readers bring packages and relationships, `documentOfSpdx` makes a document of them. */
export { documentOfSpdx } from './document.ts';
export type { Spdx, SpdxPackage, SpdxRelationship } from './spdx.ts';
export { isSupportedSpdx, supportedSpdx } from './versions.ts';
