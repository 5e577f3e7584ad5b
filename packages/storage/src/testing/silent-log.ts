import type { StorageLog } from '../database/index.ts';

const nothing = () => undefined;

/** A log that keeps nothing. */
export const silentLog: StorageLog = { debug: nothing, info: nothing, warn: nothing, error: nothing };
