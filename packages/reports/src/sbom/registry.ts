import type { SbomWriter } from '../types.ts';
import { cyclonedx16Json } from './cyclonedx-1.6-json/index.ts';
import { cyclonedx16Xml } from './cyclonedx-1.6-xml/index.ts';
import { spdx23Json } from './spdx-2.3-json/index.ts';

/** Every format of a software bill of materials by id, alphabetical. */
export const sbomWriters: ReadonlyMap<string, SbomWriter> = new Map(
  [cyclonedx16Json, cyclonedx16Xml, spdx23Json].map((writer) => [writer.id, writer]),
);
