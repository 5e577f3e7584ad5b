export { type LockWatchOptions, watchLocks } from './watch-locks.ts';
