/**
 * What the SBOM formats share: from the entries and relations of a document to components with roots and edges. Packages
 * are known by their package URL alone; nothing is guessed from names. Read model.ts first.
 */
export { buildSbom } from './build-sbom.ts';
export type { Relation, SbomDocument, SbomEntry } from './model.ts';
