import { z } from 'zod';
import { ApvId } from '../apv/index.ts';
import { Scan, ScanId, ScanState } from '../estate/index.ts';
import { Severity } from '../vocabulary.ts';
import { listQuery, pageOf } from '../wire/index.ts';
import { defineEndpoint } from './endpoint.ts';

const tag = 'Oráculo';
const byId = z.strictObject({ id: z.string().max(128) });

/** Scans one project, those of an ecosystem, or all that are due. */
export const startScan = defineEndpoint({
  id: 'startScan',
  method: 'POST',
  path: '/api/oraculo/scan',
  summary: 'Scan a project, or every project of an ecosystem, or all',
  tag,
  access: { role: 'operator' },
  body: z.strictObject({
    /** Id or slug; all where absent. */
    project: z.string().max(128).optional(),
    ecosystem: z.string().max(64).optional(),
    /** What is less severe is counted as filtered; unknown severities and malware never are. Nothing is left out of the estate. */
    min_severity: Severity.optional(),
    trigger: z.enum(['manual', 'push']).default('manual'),
  }),
  answers: { 202: z.strictObject({ scan_id: ScanId, scans: z.number().int() }) },
});

export const listScans = defineEndpoint({
  id: 'listScans',
  method: 'GET',
  path: '/api/oraculo/scans',
  summary: 'Scans, newest first',
  tag,
  access: { role: 'viewer' },
  query: listQuery(['queued']).extend({ project: z.string().max(128).optional(), state: ScanState.optional() }),
  answers: { 200: pageOf(Scan) },
});

export const getScan = defineEndpoint({
  id: 'getScan',
  method: 'GET',
  path: '/api/oraculo/scans/{id}',
  summary: 'One scan',
  tag,
  access: { role: 'viewer' },
  params: byId,
  answers: { 200: Scan },
});

export const cancelScan = defineEndpoint({
  id: 'cancelScan',
  method: 'POST',
  path: '/api/oraculo/scans/{id}/cancel',
  summary: 'Cancel a scan that waits or runs; what it stored so far stays whole',
  tag,
  access: { role: 'operator' },
  params: byId,
  answers: { 202: Scan },
});

/** Outside production only, and only where the settings allow it (oraculo.md §7). */
export const triggerTestApv = defineEndpoint({
  id: 'triggerTestApv',
  method: 'POST',
  path: '/api/test/trigger-apv',
  summary: 'Make an APV that is real in every respect, marked as a test',
  tag: 'Test',
  access: { role: 'operator' },
  body: z.strictObject({
    cve_id: z.string().min(1).max(128),
    severity: Severity.optional(),
    package: z.string().min(1).max(214).optional(),
    /** Id or slug of a project to put it in; a project of its own where absent. */
    project: z.string().max(128).optional(),
  }),
  answers: { 202: z.strictObject({ apv_id: ApvId, event_id: z.string() }) },
});

export const removeTestApvs = defineEndpoint({
  id: 'removeTestApvs',
  method: 'DELETE',
  path: '/api/test/apvs',
  summary: 'Remove what trigger-apv made',
  tag: 'Test',
  access: { role: 'operator' },
  answers: { 200: z.strictObject({ removed: z.number().int() }) },
});
