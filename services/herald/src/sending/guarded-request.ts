import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { errors } from '../errors.ts';
import { allowedAddresses, checkedAddress } from './checked-address.ts';

/** A POST to send. */
export interface GuardedRequest {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What came back. */
export interface GuardedAnswer {
  readonly status: number;
  /** At most 64 KiB. */
  readonly body: string;
}

/** Sends a request to an address that was checked. */
export type SendGuarded = (request: GuardedRequest) => Promise<GuardedAnswer>;

const shortMs = 10_000;
const mostBytes = 65_536;

/**
 * Makes the sender. A name is resolved once; every address of it must be public, unless `host:port` is allowed, and the
 * connection goes to the address that was checked. https alone, but for allowed ones; no redirects, 10 s unless said, 64 KiB.
 * Throws `herald.address_refused` and `herald.unreachable`.
 */
export function guardedSender(allowed: readonly string[], timeoutMs = shortMs): SendGuarded {
  const isOneAllowed = allowedAddresses(allowed);
  return async ({ url, body, headers }) => {
    const target = URL.parse(url);
    if (target === null || target.username !== '' || target.password !== '')
      throw errors.address_refused('the address cannot be read, or holds credentials');
    const isHttps = target.protocol === 'https:';
    const port = target.port === '' ? (isHttps ? '443' : '80') : target.port;
    const isAllowed = isOneAllowed(target.hostname, port);
    if (!isAllowed && target.protocol !== 'https:') throw errors.address_refused('only https leaves the house');
    const address = await checkedAddress(target.hostname, isAllowed);
    const fixed: LookupFunction = (_name, options, done) => {
      if (options.all === true) done(null, [{ address, family: isIP(address) }]);
      else done(null, address, isIP(address));
    };
    return await send(isHttps ? httpsRequest : httpRequest, target, { body, headers, lookup: fixed, timeoutMs });
  };
}

function send(
  open: typeof httpsRequest,
  url: URL,
  {
    body,
    headers,
    lookup: fixed,
    timeoutMs,
  }: {
    readonly body: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly lookup: LookupFunction;
    readonly timeoutMs: number;
  },
): Promise<GuardedAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<GuardedAnswer>();
  const failed = (cause: unknown) =>
    reject(errors.unreachable(cause instanceof Error ? cause.message : 'the connection failed', {}, cause));
  const sent = open(
    url,
    {
      method: 'POST',
      lookup: fixed,
      agent: false,
      signal: AbortSignal.timeout(timeoutMs),
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)), 'user-agent': 'maximus' },
    },
    (answer) => {
      const chunks: Buffer[] = [];
      let size = 0;
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > mostBytes) answer.destroy(new Error('the answer is larger than 64 KiB'));
        else chunks.push(chunk);
      });
      answer.on('error', failed);
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }));
    },
  );
  sent.on('error', failed);
  sent.end(body);
  return promise;
}
