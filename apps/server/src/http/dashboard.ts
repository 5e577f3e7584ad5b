import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { matches } from './entity-tag.ts';

/** First parts of the dashboard's addresses; whatever else a person opens that is no route is answered with the page and 404. */
const pages =
  /^\/(?:$|(?:activity|adaptive-immunity|bas|components|containers|design|feeds|immunity|patches|projects|review|settings|status|tasks)(?:\/|$))/;

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

type Encoding = 'br' | 'gzip';

/** What the build left for one address; held in memory (3 MB in all), so that a build beneath a running server breaks no open page. */
interface BuiltFile {
  readonly bytes: Buffer;
  readonly type: string;
  readonly tag: string;
  /** Its name holds a digest of its content. */
  readonly immutable: boolean;
  /** Where the build wrote it compressed too. */
  readonly encoded: ReadonlyMap<Encoding, Buffer>;
}

const endings = { br: '.br', gzip: '.gz' } as const;

/**
 * Serves the built dashboard from `folder`: files with a digest in their name for ever, the rest checked by tag at every
 * use; the page itself at each of its addresses. Files are found in a table made once, so no path leaves the folder. It
 * comes before the routes, because the npm registry's `/{package}` takes every short address: whoever asks for HTML there
 * is a person. Without a build the page of the API is the front door.
 */
export function serveDashboard(app: FastifyInstance, folder: string): void {
  const files = readBuild(folder);
  const page = files.get('/index.html');
  if (page === undefined) {
    app.get('/', (_request, reply) => reply.redirect('/api/docs', 303));
    return;
  }
  app.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return;
    const path = request.url.split('?', 1)[0] ?? '/';
    const file = path === '/index.html' ? undefined : files.get(path);
    if (file !== undefined) return send(request, reply, file);
    if (request.headers.accept?.includes('text/html') !== true && path !== '/') return;
    if (pages.test(path)) return send(request, reply, page);
    const { url } = request.routeOptions;
    if (url === undefined || url.startsWith('/:')) return send(request, reply.status(404), page);
  });
}

function send(request: FastifyRequest, reply: FastifyReply, file: BuiltFile): FastifyReply {
  reply
    .type(file.type)
    .header('cache-control', file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache')
    .header('vary', 'Accept-Encoding');
  const accepted = acceptedEncoding(request.headers['accept-encoding'], file.encoded);
  const tag = accepted === undefined ? `"${file.tag}"` : `"${file.tag}-${accepted}"`;
  reply.header('etag', tag);
  const known = request.headers['if-none-match'];
  if (known !== undefined && matches(known, tag) && reply.statusCode === 200) return reply.status(304).send();
  if (accepted !== undefined) reply.header('content-encoding', accepted);
  return reply.send(accepted === undefined ? file.bytes : file.encoded.get(accepted));
}

/** Brotli where the client takes it, else gzip; one that is weighed 0 is not taken. */
function acceptedEncoding(header: string | undefined, made: BuiltFile['encoded']): Encoding | undefined {
  const taken = new Set(
    (header ?? '').split(',', 16).flatMap((part) => {
      const [name = '', weight = ''] = part.split(';', 2).map((text) => text.trim().toLowerCase());
      return /^q=0(?:\.0*)?$/.test(weight) ? [] : [name];
    }),
  );
  return (['br', 'gzip'] as const).find((encoding) => made.has(encoding) && taken.has(encoding));
}

function readBuild(folder: string): ReadonlyMap<string, BuiltFile> {
  const found = new Map<string, BuiltFile>();
  if (statSync(join(folder, 'index.html'), { throwIfNoEntry: false }) === undefined) return found;
  const names = new Set(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length).replaceAll('\\', '/'))
      .map((name) => (name.startsWith('/') ? name : `/${name}`)),
  );
  for (const name of names) {
    const type = types[extname(name)];
    // What the build wrote for its own tools is no page's business.
    if (type === undefined || name.startsWith('/.')) continue;
    const bytes = readFileSync(join(folder, name));
    const made = (['br', 'gzip'] as const).filter((encoding) => names.has(`${name}${endings[encoding]}`));
    found.set(name, {
      bytes,
      type,
      tag: createHash('sha256').update(bytes).digest('base64url').slice(0, 22),
      immutable: /^\/assets\/.+-[\w-]{8}\.\w+$/.test(name),
      encoded: new Map(made.map((encoding) => [encoding, readFileSync(join(folder, `${name}${endings[encoding]}`))])),
    });
  }
  return found;
}
