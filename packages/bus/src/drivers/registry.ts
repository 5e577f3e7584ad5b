import type { BusConfig } from '../config.ts';
import { kafka } from './kafka/index.ts';
import { memory } from './memory/index.ts';
import type { BusDriver } from './types.ts';

/** Every driver by id. */
export const drivers: ReadonlyMap<BusConfig['driver'], BusDriver> = new Map(
  [kafka, memory].map((driver) => [driver.id, driver]),
);
