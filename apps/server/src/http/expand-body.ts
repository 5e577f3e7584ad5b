import { type Readable, Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { errors } from '@maximus/http';
import type { FastifyInstance } from 'fastify';

/** What a compressed body may become (platform.md §8). */
const expansion = { maxBytes: 100 * 1024 ** 2, maxRatio: 100 } as const;
/** Small bodies compress well without being a trap: the ratio counts from here. */
const ratioFromBytes = 1024 ** 2;

interface Counted extends Readable {
  receivedEncodedLength?: number;
}

/**
 * Expands `gzip` and `zstd` bodies while they stream, at most to 100 MiB and 100:1; other encodings are refused with 415.
 * The limit of the endpoint holds for the expanded size as well.
 */
export function expandBodies(app: FastifyInstance): void {
  app.addHook('preParsing', (request, _reply, payload, done) => {
    const encoding = request.headers['content-encoding']?.trim().toLowerCase();
    if (encoding === undefined || encoding === '' || encoding === 'identity') return done(null, payload);
    if (encoding !== 'gzip' && encoding !== 'zstd') {
      return done(errors.media_type(`content encoding "${encoding.slice(0, 32)}" is not read; send gzip or zstd`));
    }
    done(null, expand(payload as Readable, encoding));
  });
}

function expand(payload: Readable, encoding: 'gzip' | 'zstd'): Readable {
  const decoder = encoding === 'gzip' ? createGunzip() : createZstdDecompress();
  let expandedBytes = 0;
  let receivedBytes = 0;
  const bounded: Counted & Transform = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      expandedBytes += chunk.length;
      const tooMany = expandedBytes > expansion.maxBytes;
      const tooDense = expandedBytes > ratioFromBytes && expandedBytes > receivedBytes * expansion.maxRatio;
      if (!tooMany && !tooDense) return next(null, chunk);
      const what = tooMany ? `more than ${expansion.maxBytes} bytes` : `more than ${expansion.maxRatio} times its size`;
      next(errors.body_too_large(`the body expands to ${what}`));
    },
  });
  payload.on('data', (chunk: Buffer) => {
    receivedBytes += chunk.length;
    bounded.receivedEncodedLength = receivedBytes;
  });
  payload.once('error', (error) => bounded.destroy(error));
  decoder.once('error', (error) => {
    bounded.destroy(errors.bad_request(`the body is not valid ${encoding}`, {}, error));
  });
  // What does not end well must let go of the connection's bytes.
  bounded.once('close', () => {
    payload.unpipe(decoder);
    payload.resume();
    decoder.destroy();
  });
  return payload.pipe(decoder).pipe(bounded);
}
