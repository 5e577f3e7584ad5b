import { z } from 'zod';
import { defineEndpoint } from './endpoint.ts';

const tag = 'Dependency-Track-compatible';
const access = { role: 'operator', scopes: ['inventory:write'] } as const;
const foreign = 'dependency-track';
/** 100 MiB in base 64, and what stands around it. */
const maxBodyBytes = 141 * 1024 * 1024;

const upload = {
  path: '/api/v1/bom',
  tag,
  access,
  foreign,
  limit: 'bom_upload',
  bodyKind: 'either',
  maxBodyBytes,
  answers: { 200: z.strictObject({ token: z.uuid() }) },
} as const;

/** JSON: `{project | projectName + projectVersion, autoCreate, bom (base 64)}`. */
export const putBom = defineEndpoint({
  ...upload,
  id: 'putBom',
  method: 'PUT',
  summary: 'Upload a BOM as JSON, as to Dependency-Track',
});

/** A form with the same names; the file comes last, or the BOM as a field. */
export const postBom = defineEndpoint({
  ...upload,
  id: 'postBom',
  method: 'POST',
  summary: 'Upload a BOM as a form, as to Dependency-Track',
});

/** Whether an upload is still at work; a token that nobody knows is not. */
export const bomToken = defineEndpoint({
  id: 'bomToken',
  method: 'GET',
  path: '/api/v1/bom/token/{token}',
  summary: 'Whether a BOM is still being imported',
  tag,
  access,
  foreign,
  params: z.strictObject({ token: z.string().max(64) }),
  answers: { 200: z.strictObject({ processing: z.boolean() }) },
});

/** The version of the API that is spoken, which plug-ins compare. */
export const dependencyTrackVersion = defineEndpoint({
  id: 'dependencyTrackVersion',
  method: 'GET',
  path: '/api/version',
  summary: 'What is compatible here, and with which version',
  tag,
  access: { role: 'open' },
  foreign,
  answers: {
    200: z.strictObject({
      application: z.string(),
      version: z.string(),
      timestamp: z.string(),
      framework: z.strictObject({ name: z.string(), version: z.string() }),
    }),
  },
});
