import type { ReportWriter } from '../types.ts';
import { json } from './json/index.ts';
import { markdown } from './markdown/index.ts';
import { sarif } from './sarif/index.ts';

/** Every output format of a scan by id, alphabetical. `table` is the command line's own. */
export const writers: ReadonlyMap<string, ReportWriter> = new Map(
  [json, markdown, sarif].map((writer) => [writer.id, writer]),
);
