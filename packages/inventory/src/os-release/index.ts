/**
 * Which release of a distribution a tree is, and the advisory ecosystem of it. Reads etc/os-release of a root file system
 * that may lie anywhere in the scanned tree.
 */
export { ubuntuEcosystem } from './ecosystem.ts';
export { releaseOfTree } from './release-of-tree.ts';
