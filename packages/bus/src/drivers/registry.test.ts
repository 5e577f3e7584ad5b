import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BusConfig } from '../config.ts';
import { drivers } from './registry.ts';

const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory());

test('every folder is a driver, and every driver is a folder with a readme and a setting', () => {
  const names = folders.map(({ name }) => name).sort();
  expect([...drivers.keys()]).toEqual(names);
  expect([...BusConfig.shape.driver.unwrap().options].sort()).toEqual(names);
  for (const [id, driver] of drivers) {
    expect(driver.id).toBe(id);
    expect(existsSync(join(import.meta.dirname, id, 'readme.md'))).toBe(true);
  }
});
