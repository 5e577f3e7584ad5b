import { request } from 'node:http';

/** How a server answered an upload, and how much of it had been sent by then. */
export interface UploadAnswer {
  readonly status: number;
  readonly body: string;
  readonly sentBytes: number;
}

/** Sends so many bytes, with their number in the head or in chunks, until the server answers. */
export async function sendEndlessly(
  url: string,
  options: { readonly headers: Record<string, string>; readonly bytes: number; readonly declared: boolean },
): Promise<UploadAnswer> {
  const { headers, bytes, declared } = options;
  const piece = Buffer.alloc(1 << 16, ' ');
  const { promise, resolve, reject } = Promise.withResolvers<UploadAnswer>();
  let sentBytes = 0;
  let isAnswered = false;
  const sending = request(url, {
    method: 'POST',
    headers: { ...headers, ...(declared ? { 'content-length': String(bytes) } : {}) },
  });
  sending.on('response', (response) => {
    isAnswered = true;
    let body = '';
    response.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    response.on('close', () => resolve({ status: response.statusCode ?? 0, body, sentBytes }));
  });
  // Whoever has answered may cut what is still on its way.
  sending.on('error', (error) => (isAnswered ? undefined : reject(error)));
  const more = () => {
    while (!isAnswered && !sending.destroyed && sentBytes < bytes) {
      sentBytes += piece.length;
      if (!sending.write(piece)) return void sending.once('drain', more);
    }
    if (!isAnswered && !sending.destroyed) sending.end();
  };
  more();
  return await promise;
}
