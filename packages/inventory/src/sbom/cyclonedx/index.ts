/** CycloneDX in both forms: the JSON reader and the XML reader bring a `BomComponent` tree, `readBom` makes a document. */
export type { Bom, BomComponent } from './bom.ts';
export { documentOfBom } from './document.ts';
export { isSupportedBom, supportedBoms } from './versions.ts';
