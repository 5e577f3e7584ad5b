export { isPlannable, packageManagerOf, packageManagers } from './registry.ts';
export type * from './types.ts';
export { type WriteLockInput, type WrittenLock, writeLock } from './write-lock.ts';
