import { type Readable, Transform } from 'node:stream';
import multipart from '@fastify/multipart';
import type { Endpoint } from '@maximus/contracts';
import { errors, type Upload } from '@maximus/http';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const mebibyte = 1024 ** 2;
/** Bytes that an upload may have where its endpoint says nothing. */
export const defaultBodyBytes = mebibyte;

/** Reads bodies as streams: bytes as they are, and forms. For a scope of its own. */
export async function readStreamedBodies(app: FastifyInstance): Promise<void> {
  app.removeAllContentTypeParsers();
  await app.register(multipart, {
    limits: { fieldNameSize: 100, fieldSize: mebibyte, fields: 50, files: 1, parts: 60, headerPairs: 50 },
    throwFileSizeLimit: false,
  });
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
}

/** The upload of a request; its stream fails with `http.body_too_large` past the limit of the endpoint. */
export async function uploadOf(request: FastifyRequest, endpoint: Endpoint): Promise<Upload> {
  const limit = endpoint.maxBodyBytes ?? defaultBodyBytes;
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > limit) throw tooLarge(limit);
  const contentType = request.headers['content-type'];
  if (endpoint.bodyKind === 'either' && request.isMultipart()) return await formOf(request, limit);
  const body = request.body as Readable | undefined;
  const stream = body === undefined ? emptyStream() : body.pipe(boundedTo(limit));
  body?.once('error', (error) => stream.destroy(error));
  return { stream, fields: new Map(), ...(contentType === undefined ? {} : { contentType }) };
}

async function formOf(request: FastifyRequest, limit: number): Promise<Upload> {
  const fields = new Map<string, string>();
  for await (const part of request.parts({ limits: { fileSize: limit + 1 } })) {
    if (part.type === 'field') {
      if (part.valueTruncated) throw tooLarge(mebibyte);
      fields.set(part.fieldname, typeof part.value === 'string' ? part.value : JSON.stringify(part.value));
      continue;
    }
    const stream = part.file.pipe(boundedTo(limit));
    part.file.once('error', (error) => stream.destroy(error));
    return { stream, fields, fileName: part.filename.slice(0, 255), contentType: part.mimetype };
  }
  return { stream: emptyStream(), fields };
}

function boundedTo(limit: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, next) {
      bytes += chunk.length;
      if (bytes > limit) next(tooLarge(limit));
      else next(null, chunk);
    },
  });
}

function emptyStream(): Transform {
  const stream = new Transform();
  stream.end();
  return stream;
}

function tooLarge(limit: number): Error {
  return errors.body_too_large(`the body has more than ${limit} bytes`);
}
