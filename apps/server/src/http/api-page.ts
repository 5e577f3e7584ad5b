import { createHash } from 'node:crypto';
import fastify, { type FastifyInstance, type onRequestHookHandler } from 'fastify';

/**
 * The page of the API at `/api/docs`, drawn by Scalar from our document. Its script comes from this server; fonts, proxies,
 * telemetry and assistants that would reach outside are off, and the policy of the page allows nothing but this server.
 * It is loaded when somebody first asks for it: it takes 26 MB.
 */
export function addApiPage(app: FastifyInstance, onRequest: onRequestHookHandler): void {
  let page: Promise<FastifyInstance> | undefined;
  for (const url of ['/api/docs', '/api/docs/*']) {
    app.get(url, { onRequest }, async (request, reply) => {
      page ??= openPage();
      const answer = await (await page).inject({ method: 'GET', url: request.url });
      const { location, 'content-type': type = 'text/plain' } = answer.headers;
      if (typeof location === 'string') return await reply.redirect(location, answer.statusCode);
      // The page starts itself with an inline script; exactly that one is allowed.
      if (type.startsWith('text/html')) reply.header('content-security-policy', policyFor(answer.payload));
      return await reply.status(answer.statusCode).type(type).send(answer.rawPayload);
    });
  }
  app.addHook('onClose', async () => {
    await (await page)?.close();
  });
}

async function openPage(): Promise<FastifyInstance> {
  const { default: reference } = await import('@scalar/fastify-api-reference');
  const page = fastify({ logger: false });
  await page.register(reference, {
    routePrefix: '/api/docs',
    configuration: {
      url: '/api/openapi.json',
      pageTitle: 'Maximus API',
      theme: 'default',
      withDefaultFonts: false,
      telemetry: false,
      hideClientButton: true,
      agent: { disabled: true },
      mcp: { disabled: true },
      showDeveloperTools: 'never',
    },
  });
  await page.ready();
  return page;
}

/** A policy for one page: its own inline scripts by digest, everything else from this server. */
export function policyFor(html: string): string {
  const digests: string[] = [];
  for (const [, attributes = '', text = ''] of html.matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/g)) {
    if (attributes.includes('src=')) continue;
    digests.push(`'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  }
  return [
    "default-src 'self'",
    "base-uri 'none'",
    "connect-src 'self'",
    "font-src 'self' data:",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "img-src 'self' data: blob:",
    "object-src 'none'",
    `script-src 'self' ${digests.join(' ')}`,
    "style-src 'self' 'unsafe-inline'",
    "worker-src 'self' blob:",
  ].join('; ');
}
