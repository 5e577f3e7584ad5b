import { createHash } from 'node:crypto';
import { errors } from '@maximus/http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { stateOf } from './request-state.ts';

/** Levels of nesting that a request may have (platform.md §1.4). */
const maxDepth = 32;

/** Whether a JSON text nests deeper than `limit`; one pass over the bytes, whatever they hold. */
export function nestsDeeper(text: Uint8Array, limit: number): boolean {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < text.length; at += 1) {
    const byte = text[at];
    if (inText) {
      if (byte === 0x5c) at += 1;
      else if (byte === 0x22) inText = false;
    } else if (byte === 0x22) inText = true;
    else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      if (depth > limit) return true;
    } else if (byte === 0x7d || byte === 0x5d) depth -= 1;
  }
  return false;
}

/** Reads JSON bodies: bounded in depth, keys that reach for a prototype refused, an empty body allowed. */
export function readJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  type Done = (error: Error | null, body?: unknown) => void;
  const read = (request: FastifyRequest, bytes: Buffer, done: Done) => {
    if (bytes.length === 0) {
      done(null, undefined);
      return;
    }
    if (nestsDeeper(bytes, maxDepth)) {
      done(errors.bad_request(`the body nests deeper than ${maxDepth} levels`));
      return;
    }
    stateOf(request).bodyDigest = createHash('sha256').update(bytes).digest();
    parse(request, bytes.toString('utf8'), (error, value) => {
      if (error === null) done(null, value);
      else done(errors.bad_request('the body is not valid JSON, or has a key that reaches for a prototype', {}, error));
    });
  };
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, read);
  app.addContentTypeParser(/^application\/[a-z0-9.+-]{1,80}\+json$/, { parseAs: 'buffer' }, read);
  // What curl names every body unless it is told otherwise, as OSV's own examples do. A page of another origin can send it
  // too, so it is taken only where a request changes nothing.
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer' }, (request, bytes, done) => {
    if (stateOf(request).endpoint?.onlyAsks === true) read(request, bytes as Buffer, done);
    else done(errors.media_type('send application/json'));
  });
}
