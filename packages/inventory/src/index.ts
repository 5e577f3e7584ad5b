/**
 * What a project is made of: one parser per lock file, manifest, SBOM and package database, and the walk that finds them.
 * Reads only; runs nothing; no network. Not for matching. Read types.ts first, then inventory.ts, then one format's folder.
 */

export { type ListedFiles, type ListFilesOptions, listFiles } from './discovery/index.ts';
export { type DiskFiles, openFolder } from './disk-files.ts';
export { errors } from './errors.ts';
export { type Inventory, type InventoryOptions, takeInventory } from './inventory.ts';
export type { InventoryFile } from './inventory-file.ts';
export { defaultLimits, type InventoryLimits } from './limits.ts';
export { expandWorkspaces } from './node-project/index.ts';
export { parseFile } from './parse-file.ts';
export {
  buildPurl,
  createPurl,
  formatPurl,
  type PackageName,
  type ParsePurlOptions,
  type Purl,
  type PurlParts,
  packageOfPurl,
  parsePurl,
} from './purl/index.ts';
export { formats } from './registry.ts';
export { type ComponentGraph, nearestPath, type PathsToComponent, shortestPaths } from './shortest-paths.ts';
export type * from './types.ts';
export { attribute, child, children, readXml, textOf, type XmlElement } from './xml/index.ts';
