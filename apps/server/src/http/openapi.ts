import { type Endpoint, Problem } from '@maximus/contracts';
import { z } from 'zod';

type Json = Readonly<Record<string, unknown>>;

/** What stands at the head of the document. */
export interface DocumentInfo {
  readonly version: string;
  readonly serverUrl: string;
}

/** Statuses that any endpoint may answer with a problem. */
const problemStatuses = [400, 401, 403, 404, 409, 422, 429, 500, 503] as const;

/** The OpenAPI 3.1 document of a set of endpoints; schemas come from zod's own JSON Schema (draft 2020-12). */
export function openApiDocument(endpoints: readonly Endpoint[], info: DocumentInfo): Json {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const endpoint of [...endpoints].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))) {
    const path = paths[endpoint.path] ?? {};
    paths[endpoint.path] = path;
    path[endpoint.method.toLowerCase()] = operation(endpoint);
  }
  const tags = [...new Set(endpoints.map(({ tag }) => tag))].sort();
  return {
    openapi: '3.1.0',
    info: {
      title: 'Maximus',
      version: info.version,
      description:
        'The API of the estate server. Errors are problems (RFC 9457) with a stable `code`; lists are paged by an opaque ' +
        '`cursor`; a POST with an `Idempotency-Key` is carried out once in 24 hours.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: info.serverUrl }],
    tags: tags.map((name) => ({ name })),
    paths,
    components: {
      schemas: { Problem: schemaOf(Problem, 'output') },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'An API token, `mxt_…`.' },
        session: { type: 'apiKey', in: 'cookie', name: 'maximus_session', description: 'The cookie of a log-in.' },
      },
      responses: {
        Problem: {
          description: 'A problem',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    },
  };
}

function operation(endpoint: Endpoint): Json {
  const { access } = endpoint;
  const who =
    access.role === 'open'
      ? 'Open without log-in.'
      : `Needs ${access.role}${access.scopes ? ` or a token with ${access.scopes.join(', ')}` : ''}.`;
  const limit = endpoint.limit === undefined ? '' : ` Rate limit policy \`${endpoint.limit}\`.`;
  return {
    operationId: endpoint.id,
    tags: [endpoint.tag],
    summary: endpoint.summary,
    description: who + limit,
    security: access.role === 'open' ? [] : [{ token: [] }, { session: [] }],
    parameters: [
      ...parametersOf('path', endpoint.params),
      ...parametersOf('query', endpoint.query),
      ...(endpoint.method === 'POST' && (endpoint.bodyKind ?? 'json') === 'json' ? [idempotencyKey] : []),
    ],
    ...bodyOf(endpoint),
    responses: responsesOf(endpoint),
  };
}

const idempotencyKey: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  schema: { type: 'string', minLength: 1, maxLength: 128 },
};

function parametersOf(place: 'path' | 'query', schema: z.ZodObject | undefined): Json[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Readonly<Record<string, Json>>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}

function bodyOf(endpoint: Endpoint): Json {
  const kind = endpoint.bodyKind ?? 'json';
  const bytes = { schema: { type: 'string', contentMediaType: 'application/octet-stream' } };
  if (kind === 'json') {
    if (endpoint.body === undefined) return {};
    const required = !endpoint.body.safeParse(undefined).success;
    return { requestBody: { required, content: { 'application/json': { schema: schemaOf(endpoint.body, 'input') } } } };
  }
  const form = { schema: { type: 'object', additionalProperties: true } };
  const content = { 'application/octet-stream': bytes, ...(kind === 'either' ? { 'multipart/form-data': form } : {}) };
  return { requestBody: { required: true, content } };
}

function responsesOf(endpoint: Endpoint): Json {
  const responses: Record<string, unknown> = {};
  for (const [status, schema] of Object.entries(endpoint.answers)) {
    const type = endpoint.produces?.split(';')[0] ?? 'application/json';
    const isForeign = endpoint.produces !== undefined && schema === undefined;
    responses[status] = {
      description: status.startsWith('2') ? 'Done' : `Status ${status}`,
      ...(schema === undefined ? {} : { content: { 'application/json': { schema: schemaOf(schema, 'output') } } }),
      ...(isForeign ? { content: { [type]: { schema: {} } } } : {}),
    };
  }
  for (const status of problemStatuses) responses[status] ??= { $ref: '#/components/responses/Problem' };
  return responses;
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    cycles: 'ref',
    reused: 'inline',
  });
  return rest;
}
