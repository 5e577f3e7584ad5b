import type { Endpoint } from '@maximus/contracts';
import * as contracts from '@maximus/contracts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sampleEndpoint } from '../testing/open-app.ts';
import { policyFor } from './api-page.ts';
import { openApiDocument } from './openapi.ts';

const info = { version: '1', serverUrl: 'http://127.0.0.1:8001' };
type Tree = Record<string, never> & { readonly [key: string]: Tree };

/** Every endpoint that contracts declares. */
const declared = (Object.values(contracts) as unknown[]).filter(
  (value): value is Endpoint => typeof value === 'object' && value !== null && 'method' in value && 'access' in value,
);

describe('the OpenAPI document', () => {
  it('can be written for every endpoint there is, each with an id of its own', () => {
    const document = openApiDocument(declared, info) as unknown as Tree;
    const operations = Object.values(document['paths'] ?? {}).flatMap((path) =>
      Object.values(path as object),
    ) as Tree[];
    const ids = operations.map(({ operationId }) => operationId);
    expect(ids.length).toBe(declared.length);
    expect(new Set(ids).size).toBe(ids.length);
    expect(JSON.stringify(document)).not.toContain('$schema');
  });

  it('says where parameters go, what a body is, and who may call', () => {
    const endpoint = sampleEndpoint({
      method: 'POST',
      path: '/api/things/{id}',
      access: { role: 'operator', scopes: ['operate'] },
      params: z.object({ id: z.string() }),
      query: z.strictObject({ limit: z.coerce.number().int().default(50) }),
      body: z.strictObject({ name: z.string() }),
      answers: { 201: z.object({ id: z.string() }) },
    });
    const document = openApiDocument([endpoint], info) as unknown as Tree;
    expect(document['paths']?.['/api/things/{id}']?.['post']).toMatchObject({
      parameters: [
        { name: 'id', in: 'path', required: true },
        { name: 'limit', in: 'query', required: false, schema: { default: 50 } },
        { name: 'Idempotency-Key', in: 'header' },
      ],
      requestBody: { required: true, content: { 'application/json': { schema: { required: ['name'] } } } },
      responses: { 201: { content: {} }, 403: { $ref: '#/components/responses/Problem' } },
      security: [{ token: [] }, { session: [] }],
    });
  });

  it('takes uploads for what they are', () => {
    const upload = sampleEndpoint({
      method: 'PUT',
      bodyKind: 'either',
      answers: { 200: undefined },
      produces: 'text/csv',
    });
    const document = openApiDocument([upload], info) as unknown as Tree;
    expect(document['paths']?.['/api/samples']?.['put']).toMatchObject({
      requestBody: { content: { 'application/octet-stream': {}, 'multipart/form-data': {} } },
      responses: { 200: { content: { 'text/csv': {} } } },
      security: [],
    });
  });
});

describe('the policy of the page', () => {
  it('allows exactly the inline scripts that are on it', () => {
    const policy = policyFor('<script src="/x.js"></script><script type="text/javascript">start()</script>');
    expect(policy).toContain("script-src 'self' 'sha256-");
    expect(policy.match(/sha256-/g)).toHaveLength(1);
  });
});
