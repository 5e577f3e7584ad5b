/**
 * Package URLs (ECMA-427): read, written and turned into the names advisories use and back. Formats call `createPurl`
 * with an OSV name; SBOM formats call `parsePurl` and `packageOfPurl`.
 */
export { createPurl, type PackageName, packageOfPurl } from './ecosystem-purl.ts';
export { type ParsePurlOptions, parsePurl } from './parse.ts';
export { buildPurl, formatPurl, type Purl, type PurlParts } from './purl.ts';
