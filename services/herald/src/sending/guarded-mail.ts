import { connect, isIP, type Socket } from 'node:net';
import { isAppError } from '@maximus/kernel';
import { createTransport } from 'nodemailer';
import { errors } from '../errors.ts';
import { allowedAddresses, checkedAddress } from './checked-address.ts';
import type { GuardedAnswer } from './guarded-request.ts';

/** A mail to send. */
export interface GuardedMail {
  /** `smtps://host[:465]`, or `smtp://host[:587]`. */
  readonly mailServer: string;
  /** `user:password`. */
  readonly credentials?: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** In angle brackets; the same for every try. */
  readonly messageId: string;
  /** What the first mail about the same thing stands for, so that mail programs show them together. */
  readonly thread: string;
}

/** Sends a mail by a mail server whose address was checked; the answer's status is that of SMTP. */
export type SendMail = (mail: GuardedMail) => Promise<MailAnswer>;

/** What came back of a mail that at least one recipient gets. */
export interface MailAnswer extends GuardedAnswer {
  /** Who does not get it, by the words of the mail server. */
  readonly note?: string;
}

const silenceMs = 10_000;
const deadlineMs = 30_000;
/** Where mail servers of the public internet listen to those who send (RFC 8314, RFC 6409); 25 and 2525 at some. */
const mailPorts: ReadonlySet<string> = new Set(['25', '465', '587', '2525']);

/** What a mail sender is made with. */
export interface MailSenderOptions {
  /** `host:port` that may be private, and, without credentials, plain. */
  readonly allowed: readonly string[];
  /** PEM of further authorities that mail servers are believed by. */
  readonly authorities?: readonly string[] | undefined;
}

/**
 * Makes the sender. The name of the mail server is resolved once, all its addresses must be public unless `host:port` is
 * allowed, and the connection goes to the address that was checked. TLS with a valid certificate always, but for allowed
 * ones without credentials. 10 s of silence and 30 s in all. Throws `herald.address_refused`, `herald.unreachable` and
 * `herald.refused_for_good`.
 */
export function mailSender({ allowed, authorities }: MailSenderOptions): SendMail {
  const isOneAllowed = allowedAddresses(allowed);
  return async (mail) => {
    const server = URL.parse(mail.mailServer);
    if (server === null || server.username !== '' || server.password !== '')
      throw errors.address_refused('the address of the mail server cannot be read, or holds credentials');
    const isSecure = server.protocol === 'smtps:';
    if (!isSecure && server.protocol !== 'smtp:') throw errors.address_refused('mail leaves by smtps or smtp');
    const port = server.port === '' ? (isSecure ? '465' : '587') : server.port;
    const isAllowed = isOneAllowed(server.hostname, port);
    if (!isAllowed && !mailPorts.has(port)) throw errors.address_refused(`port ${port} is none of mail`);
    const address = await checkedAddress(server.hostname, isAllowed);
    const socket = await openSocket(address, Number(port));
    const deadline = setTimeout(() => socket.destroy(new Error('it took longer than 30 s')), deadlineMs);
    try {
      return await handOver(mail, {
        socket,
        host: server.hostname.replace(/^\[|\]$/g, ''),
        isSecure,
        mustTurnToTls: !isAllowed || mail.credentials !== undefined,
        authorities,
      });
    } finally {
      clearTimeout(deadline);
      socket.destroy();
    }
  };
}

async function openSocket(host: string, port: number): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = connect({ host, port });
  socket.setTimeout(silenceMs, () => socket.destroy(new Error('it does not answer')));
  socket.once('error', reject);
  socket.once('connect', () => {
    socket.off('error', reject);
    // Whoever uses it hears of its end; an error in between must not end the process.
    socket.on('error', () => undefined);
    resolve(socket);
  });
  try {
    return await promise;
  } catch (cause) {
    throw errors.unreachable(messageOf(cause), {}, cause);
  }
}

interface Line {
  readonly socket: Socket;
  readonly host: string;
  readonly isSecure: boolean;
  readonly mustTurnToTls: boolean;
  readonly authorities: readonly string[] | undefined;
}

async function handOver(mail: GuardedMail, line: Line): Promise<MailAnswer> {
  const transport = createTransport({
    host: line.host,
    secure: line.isSecure,
    requireTLS: line.mustTurnToTls,
    getSocket: (_options: unknown, done: (error: Error | null, socket: { connection: Socket }) => void) =>
      done(null, { connection: line.socket }),
    tls: {
      minVersion: 'TLSv1.2',
      ...(isIP(line.host) === 0 && { servername: line.host }),
      ...(line.authorities !== undefined && { ca: [...line.authorities] }),
    },
    ...authOf(mail.credentials),
    greetingTimeout: silenceMs,
    socketTimeout: silenceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    const { response, rejected }: { response: string; rejected: readonly string[] } = await transport.sendMail({
      from: mail.from,
      to: [...mail.to],
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      messageId: mail.messageId,
      references: mail.thread,
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    });
    return {
      status: Number.parseInt(response, 10) || 250,
      body: response.slice(0, 500),
      ...(rejected.length > 0 && { note: `not taken for ${rejected.join(', ')}`.slice(0, 500) }),
    };
  } catch (cause) {
    if (isAppError(cause)) throw cause;
    throw faultOf(cause);
  } finally {
    transport.close();
  }
}

function authOf(credentials: string | undefined): { readonly auth?: { readonly user: string; readonly pass: string } } {
  if (credentials === undefined) return {};
  const colon = credentials.indexOf(':');
  if (colon < 1) throw errors.secret_missing('the secret of a mail server is `user:password`');
  return { auth: { user: credentials.slice(0, colon), pass: credentials.slice(colon + 1) } };
}

/** A reply of 5xx is final (RFC 5321 §4.2.1); everything else may be better later. */
function faultOf(cause: unknown) {
  const { responseCode } = cause as { readonly responseCode?: unknown };
  const said = messageOf(cause);
  if (typeof responseCode === 'number' && responseCode >= 500)
    return errors.refused_for_good(said, { status: responseCode }, cause);
  if (typeof responseCode === 'number') return errors.refused_by_receiver(said, { status: responseCode }, cause);
  return errors.unreachable(said, {}, cause);
}

function messageOf(cause: unknown): string {
  const text = cause instanceof Error && cause.message !== '' ? cause.message : 'the connection failed';
  return text.replaceAll(/\p{Cc}+/gu, ' ').slice(0, 300);
}
