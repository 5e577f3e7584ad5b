import { type HandlerInput, errors as httpErrors, type Upload } from '@maximus/http';
import type { Cause } from '../parts.ts';

/** What a request is, as a cause. */
export function causeOf(input: Pick<HandlerInput<never>, 'requestId' | 'headers'>): Cause {
  const userAgent = input.headers['user-agent'];
  return {
    id: input.requestId.slice(0, 128),
    requestId: input.requestId,
    ...(userAgent !== undefined && { userAgent: userAgent.slice(0, 256) }),
  };
}

/** The version of `If-Match`, where it came: `"3"`, `3` or weak. */
export function versionOf(headers: Readonly<Record<string, string | undefined>>): number | undefined {
  const sent = headers['if-match']?.trim();
  if (sent === undefined || sent === '' || sent === '*') return undefined;
  const version = /^(?:W\/)?"?(\d{1,9})"?$/.exec(sent)?.[1];
  if (version === undefined) throw httpErrors.bad_request('If-Match holds the version that was read, such as "3"');
  return Number(version);
}

/** All that was sent; the server bounds it. */
export async function bytesOf(upload: Upload | undefined): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of upload?.stream ?? []) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
