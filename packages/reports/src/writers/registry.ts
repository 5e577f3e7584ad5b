import type { ReportWriter } from '../types.ts';
import { csv } from './csv/index.ts';
import { cyclonedxVex } from './cyclonedx-vex/index.ts';
import { html } from './html/index.ts';
import { json } from './json/index.ts';
import { markdown } from './markdown/index.ts';
import { openvex } from './openvex/index.ts';
import { sarif } from './sarif/index.ts';

/** Every output format of a scan by id, alphabetical. `table` is the command line's own. */
export const writers: ReadonlyMap<string, ReportWriter> = new Map(
  [csv, cyclonedxVex, html, json, markdown, openvex, sarif].map((writer) => [writer.id, writer]),
);
