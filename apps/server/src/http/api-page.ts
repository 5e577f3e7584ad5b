import { createHash } from 'node:crypto';
import reference from '@scalar/fastify-api-reference';
import type { FastifyInstance, onRequestHookHandler } from 'fastify';

/**
 * The page of the API at `/api/docs`, drawn by Scalar from our document. Its script comes from this server; fonts, proxies,
 * telemetry and assistants that would reach outside are off, and the policy of the page allows nothing but this server.
 */
export async function addApiPage(app: FastifyInstance, onRequest: onRequestHookHandler): Promise<void> {
  await app.register(async (scope) => {
    scope.addHook('onSend', async (_request, reply, payload) => {
      if (typeof payload !== 'string' || !String(reply.getHeader('content-type')).startsWith('text/html'))
        return payload;
      // The page starts itself with an inline script; exactly that one is allowed.
      reply.header('content-security-policy', policyFor(payload));
      return payload;
    });
    await scope.register(reference, {
      routePrefix: '/api/docs',
      hooks: { onRequest },
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
  });
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
