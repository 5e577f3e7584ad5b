/** Maven's pom.xml: direct dependencies only, since what they pull in is decided by files that are not in the tree. */
import type { InventoryFormat } from '../types.ts';
import { detect } from './detect.ts';

/** pom.xml with the parents, modules and BOMs that are in the tree. */
export const mavenPom: InventoryFormat = {
  id: 'maven-pom',
  description: "Maven's pom.xml: direct dependencies, with parents, managed versions and profiles in the tree",
  files: ['pom.xml'],
  kind: 'manifest',
  ecosystems: ['Maven'],
  capabilities: { network: false, runsForeignCode: false, writesProject: false },
  detect,
  parse: async (input) => (await import('./parse.ts')).parse(input),
};
