import type { ResultReader } from '../types.ts';
import { goJson } from './go-json/index.ts';
import { junit } from './junit/index.ts';
import { tap } from './tap/index.ts';

/** Every format of test results that is understood. */
export const resultReaders: readonly ResultReader[] = [goJson, junit, tap];
