import { z } from 'zod';
import { apvFilterQuery } from './apvs.ts';
import { defineEndpoint } from './endpoint.ts';
import { findingFilterQuery } from './findings.ts';

const tag = 'Exports';
const byId = z.strictObject({ id: z.string().max(128) });

export const getProjectSbom = defineEndpoint({
  id: 'getProjectSbom',
  method: 'GET',
  path: '/api/estate/projects/{id}/sbom',
  summary: 'What a project is made of now, as a software bill of materials',
  tag,
  access: { role: 'viewer' },
  params: byId,
  query: z.strictObject({ format: z.enum(['cyclonedx-json', 'cyclonedx-xml', 'spdx-json']).default('cyclonedx-json') }),
  answers: { 200: undefined },
});

export const getProjectVex = defineEndpoint({
  id: 'getProjectVex',
  method: 'GET',
  path: '/api/estate/projects/{id}/vex',
  summary: 'What is known of the flaws of a project, as VEX',
  tag,
  access: { role: 'viewer' },
  params: byId,
  query: z.strictObject({ format: z.enum(['openvex', 'cyclonedx']).default('openvex') }),
  answers: { 200: undefined },
});

/** Judged anew by the live index from the current snapshot; what people decided holds findings back and is named. */
export const getProjectReport = defineEndpoint({
  id: 'getProjectReport',
  method: 'GET',
  path: '/api/estate/projects/{id}/report',
  summary: 'The report of a project, as `maximus scan` would write it',
  tag,
  access: { role: 'viewer' },
  params: byId,
  query: z.strictObject({ format: z.enum(['json', 'sarif', 'html', 'csv']).default('json') }),
  answers: { 200: undefined },
});

/** Formats of whole lists. */
export const ListFormat = z.enum(['csv', 'json', 'sarif', 'cyclonedx']);
export type ListFormat = z.infer<typeof ListFormat>;

/** The whole list, streamed: its memory does not grow with it. A document that is cut off does not parse. */
export const exportFindings = defineEndpoint({
  id: 'exportFindings',
  method: 'GET',
  path: '/api/estate/findings/export',
  summary: 'Every finding that a filter leaves, as CSV, JSON, SARIF or CycloneDX VEX',
  tag,
  access: { role: 'viewer' },
  query: z.strictObject({ ...findingFilterQuery, format: ListFormat.default('csv') }),
  answers: { 200: undefined },
});

/** Streamed likewise; SARIF gives one rule and one result per APV. */
export const exportApvs = defineEndpoint({
  id: 'exportApvs',
  method: 'GET',
  path: '/api/adaptive-immunity/apvs/export',
  summary: 'Every APV that a filter leaves, as CSV, JSON, SARIF or CycloneDX VEX',
  tag,
  access: { role: 'viewer' },
  query: z.strictObject({ ...apvFilterQuery, format: ListFormat.default('csv') }),
  answers: { 200: undefined },
});
