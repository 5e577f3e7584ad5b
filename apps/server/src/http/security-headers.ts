import helmet from '@fastify/helmet';
import fastify, { type FastifyInstance } from 'fastify';

/**
 * Security headers of every answer. Nothing of ours is framed, sniffed or loaded from elsewhere. They are the same for
 * all, so they are worked out once.
 */
export async function addSecurityHeaders(app: FastifyInstance, isHttps: boolean): Promise<void> {
  const headers = await headersOfHelmet(isHttps);
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers);
    done();
  });
}

/** What helmet sets on an answer that has nothing else to say. */
async function headersOfHelmet(isHttps: boolean): Promise<Readonly<Record<string, string>>> {
  const app = fastify({ logger: false });
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        connectSrc: ["'self'"],
        fontSrc: ["'self'", 'data:'],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        objectSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
      },
    },
    crossOriginEmbedderPolicy: false,
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'same-origin' },
    // A browser keeps it for the whole host: only where the address that people use is https.
    strictTransportSecurity: isHttps ? { maxAge: 31_536_000, includeSubDomains: false } : false,
  });
  app.get('/', (_request, reply) => reply.status(204).send());
  const { headers } = await app.inject('/');
  await app.close();
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' && !ownOfAnAnswer.has(name) ? [[name, value]] : [],
    ),
  );
}

/** What any answer has, and what belongs to one connection. */
const ownOfAnAnswer = new Set(['date', 'connection', 'content-length', 'content-type', 'keep-alive']);
