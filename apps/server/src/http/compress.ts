import { Readable, Transform } from 'node:stream';
import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import { bindMetrics, type MetricsRegistry } from '@maximus/observability';
import type { FastifyInstance, onSendHookHandler } from 'fastify';
import { serverMetrics } from '../metrics.ts';
import { findState } from './request-state.ts';

/** Types worth the work (platform.md §8); images, archives and event streams are not among them. */
const types =
  /^(?:text\/(?:html|css|plain|xml|csv|javascript|markdown)|application\/(?:json|javascript|xml|x-ndjson|(?:[a-z0-9.-]{1,80}\+)?(?:json|xml))|image\/svg\+xml)(?:$|;)/i;

/** Saved bytes since the start. */
export interface CompressionStatistics {
  readonly answers: number;
  readonly original_bytes: number;
  readonly compressed_bytes: number;
  /** Compressed by original, 0–1; 1 before the first answer. */
  readonly ratio: number;
  readonly saved_bytes: number;
}

/** Compresses answers by the weights of `Accept-Encoding`: zstd, then brotli, then gzip, from 500 bytes. */
export async function compressAnswers(
  app: FastifyInstance,
  registry: MetricsRegistry | undefined,
): Promise<() => CompressionStatistics> {
  const metrics = bindMetrics(serverMetrics, registry);
  const sums = { answers: 0, original: 0, compressed: 0 };
  // By callback: a promise for each hook of each answer would cost more than the hook.
  app.addHook('onSend', (request, _reply, payload, done) => {
    const state = findState(request);
    // What is not asked for compressed will not be.
    if (state === undefined || request.headers['accept-encoding'] === undefined) return done(null, payload);
    if (payload instanceof Readable) {
      const seen = { bytes: 0 };
      state.original = seen;
      const count = (bytes: number) => {
        seen.bytes += bytes;
      };
      return done(null, through(payload, counting(count)));
    }
    if (typeof payload === 'string' || Buffer.isBuffer(payload)) {
      state.original = { bytes: Buffer.byteLength(payload) };
    }
    done(null, payload);
  });

  await app.register(compress, {
    global: true,
    globalDecompression: false,
    threshold: 500,
    // At once on this thread where that costs less than a stream and a turn of the pool: gzip takes 2 ms for so much.
    syncThreshold: 65_536,
    encodings: ['zstd', 'br', 'gzip', 'identity'],
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
    zlibOptions: { level: 6 },
    customTypes: types,
  });

  const measure: onSendHookHandler = (request, reply, payload, done) => {
    const original = findState(request)?.original;
    const encoding = original === undefined ? undefined : reply.getHeader('content-encoding');
    if (typeof encoding !== 'string' || original === undefined) return done(null, payload);
    const note = (bytes: number) => {
      sums.compressed += bytes;
      metrics.http_compressed_bytes_total.inc({ encoding }, bytes);
    };
    const end = () => {
      sums.answers += 1;
      sums.original += original.bytes;
      metrics.http_compressible_bytes_total.inc({ encoding }, original.bytes);
    };
    // The plug-in's streams come from another copy of the stream library.
    if (typeof payload === 'string' || Buffer.isBuffer(payload)) {
      note(Buffer.byteLength(payload));
      end();
      return done(null, payload);
    }
    done(null, through(payload as Readable, counting(note, end)));
  };
  // The plug-in works at each route; what measures it must come after it there.
  app.addHook('onRoute', (route) => {
    route.onSend = [...[route.onSend ?? []].flat(), measure];
  });

  return () => ({
    answers: sums.answers,
    original_bytes: sums.original,
    compressed_bytes: sums.compressed,
    ratio: sums.original === 0 ? 1 : sums.compressed / sums.original,
    saved_bytes: sums.original - sums.compressed,
  });
}

function counting(note: (bytes: number) => void, end: () => void = () => undefined): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, next) {
      note(chunk.length);
      next(null, chunk);
    },
    flush(done) {
      end();
      done();
    },
  });
}

/** Pipes, and lets an end or a failure of either side end the other. */
function through(source: Readable, target: Transform): Transform {
  source.once('error', (error) => target.destroy(error));
  target.once('close', () => source.destroy());
  return source.pipe(target);
}
