/** Fakes and the contract every format passes, for tests of this package and of its users. */
export { deepTexts, faultsOf, mutations, noise, parseSample, type Sample, truncations } from './contract.ts';
export { memoryFiles } from './memory-files.ts';
