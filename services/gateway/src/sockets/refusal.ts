import type { Duplex } from 'node:stream';
import type { AppError } from '@maximus/kernel';

/** Answers an upgrade with a problem instead of a socket, and closes. */
export function refuseUpgrade(
  stream: Duplex,
  error: AppError,
  more: { readonly retryAfterSeconds?: number; readonly closeCode?: number } = {},
): void {
  const body = JSON.stringify({
    type: `urn:maximus:error:${error.code}`,
    title: error.help,
    status: error.http,
    detail: error.message,
    code: error.code,
    ...(more.retryAfterSeconds === undefined ? {} : { retry_after: more.retryAfterSeconds }),
    ...(more.closeCode === undefined ? {} : { close_code: more.closeCode }),
  });
  stream.once('finish', () => stream.destroy());
  stream.end(
    `HTTP/1.1 ${error.http} ${error.http === 503 ? 'Service Unavailable' : 'Not Found'}\r\n` +
      'Connection: close\r\nContent-Type: application/problem+json\r\n' +
      (more.retryAfterSeconds === undefined ? '' : `Retry-After: ${more.retryAfterSeconds}\r\n`) +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
