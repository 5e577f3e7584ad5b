/** Gradle's dependency locks. Not for verification-metadata.xml, which says what may be used, not what is. */
import type { InventoryFormat } from '../types.ts';
import { detect } from './detect.ts';

/** gradle.lockfile, the build script's lock, and the one-file-per-configuration layout before Gradle 7. */
export const gradleLock: InventoryFormat = {
  id: 'gradle-lock',
  description: "Gradle's gradle.lockfile, buildscript-gradle.lockfile and gradle/dependency-locks/*.lockfile",
  files: [
    'gradle.lockfile',
    'buildscript-gradle.lockfile',
    'settings-gradle.lockfile',
    'gradle/dependency-locks/*.lockfile',
  ],
  kind: 'lock',
  ecosystems: ['Maven'],
  capabilities: { network: false, runsForeignCode: false, writesProject: false },
  detect,
  parse: async (input) => (await import('./parse.ts')).parse(input),
};
