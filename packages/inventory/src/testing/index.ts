/** Fakes and the contract every format passes, for tests of this package and of its users. */
export { memoryFiles } from './memory-files.ts';
