import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { selfSigned } from './self-signed.ts';

/** A mail that a server of a test took. */
export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body as they came. */
  readonly source: string;
  readonly isEncrypted: boolean;
  readonly user: string | undefined;
}

/** A mail server on loopback. */
export interface TestMailServer {
  readonly port: number;
  /** PEM of what it is believed by. */
  readonly authority: string;
  readonly taken: TakenMail[];
  /** Reply to the next recipients instead of taking them. */
  refusal: { readonly code: number; readonly text: string; readonly only?: string } | undefined;
  close(): Promise<void>;
}

/** Starts one: `smtps` speaks TLS from the start, `starttls` turns to it, `plain` cannot. */
export async function startMailServer(
  kind: 'smtps' | 'starttls' | 'plain',
  account?: { readonly user: string; readonly password: string },
): Promise<TestMailServer> {
  const { key, cert } = selfSigned('127.0.0.1');
  const taken: TakenMail[] = [];
  const state: Pick<TestMailServer, 'refusal'> = { refusal: undefined };
  const server = new SMTPServer({
    secure: kind === 'smtps',
    key,
    cert,
    logger: false,
    disabledCommands: kind === 'plain' ? ['STARTTLS'] : [],
    authOptional: account === undefined,
    allowInsecureAuth: true,
    onAuth: (given, _session, done) => {
      if (given.username === account?.user && given.password === account?.password)
        done(null, { user: given.username });
      else done(Object.assign(new Error('no such account'), { responseCode: 535 }));
    },
    onRcptTo: ({ address }, _session, done) => {
      if (state.refusal === undefined || (state.refusal.only ?? address) !== address) done();
      else done(Object.assign(new Error(state.refusal.text), { responseCode: state.refusal.code }));
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        taken.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          source: Buffer.concat(chunks).toString('utf8'),
          isEncrypted: session.secure,
          user: typeof session.user === 'string' ? session.user : undefined,
        });
        done();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return Object.assign(state, {
    port: (server.server.address() as AddressInfo).port,
    authority: cert,
    taken,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  });
}
