import { createServer } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startMailServer, type TestMailServer } from '../testing/mail-server.ts';
import { type GuardedMail, mailSender } from './guarded-mail.ts';

const account = { user: 'maximus', password: 'a:secret' };
let smtps: TestMailServer;
let starttls: TestMailServer;
let plain: TestMailServer;

beforeAll(async () => {
  smtps = await startMailServer('smtps', account);
  starttls = await startMailServer('starttls', account);
  plain = await startMailServer('plain');
});
afterAll(async () => {
  for (const server of [smtps, starttls, plain]) await server.close();
});
beforeEach(() => {
  for (const server of [smtps, starttls, plain]) {
    server.taken.length = 0;
    server.refusal = undefined;
  }
});

const mail = (mailServer: string, more: Partial<GuardedMail> = {}): GuardedMail => ({
  mailServer,
  from: 'maximus@example.test',
  to: ['ada@example.test', 'bob@example.test'],
  subject: 'A review is late: é',
  text: 'Decide now.',
  html: '<p>Decide now.</p>',
  messageId: '<evt_1.maximus@example.test>',
  thread: '<decision.dec_1.maximus@example.test>',
  ...more,
});
const send = (server: TestMailServer, scheme: 'smtp' | 'smtps', more: Partial<GuardedMail> = {}) =>
  mailSender({ allowed: [`127.0.0.1:${server.port}`], authorities: [server.authority] })(
    mail(`${scheme}://127.0.0.1:${server.port}`, more),
  );
const credentials = `${account.user}:${account.password}`;

describe('a mail', () => {
  it.each([
    ['smtps', 'smtps', () => smtps],
    ['STARTTLS', 'smtp', () => starttls],
  ] as const)(
    'goes by %s with text beside HTML, signed in, to all who are to get it',
    async (_name, scheme, server) => {
      expect(await send(server(), scheme, { credentials })).toMatchObject({ status: 250 });
      const [taken, ...more] = server().taken;
      expect(more).toEqual([]);
      expect(taken).toMatchObject({
        from: 'maximus@example.test',
        to: ['ada@example.test', 'bob@example.test'],
        isEncrypted: true,
        user: 'maximus',
      });
      for (const part of [
        /^Message-ID: <evt_1\.maximus@example\.test>/m,
        /^References: <decision\.dec_1\.maximus@example\.test>/m,
        /^Auto-Submitted: auto-generated/m,
        /text\/plain/,
        /text\/html/,
      ])
        expect(taken?.source).toMatch(part);
    },
  );

  it('goes without TLS only where that is allowed, and never with credentials', async () => {
    expect(await send(plain, 'smtp')).toMatchObject({ status: 250 });
    await expect(send(plain, 'smtp', { credentials })).rejects.toMatchObject({ code: 'herald.refused_for_good' });
    expect(plain.taken).toHaveLength(1);
  });

  it('is not given to a server whose certificate nobody vouches for', async () => {
    const sender = mailSender({ allowed: [`127.0.0.1:${smtps.port}`] });
    await expect(sender(mail(`smtps://127.0.0.1:${smtps.port}`, { credentials }))).rejects.toMatchObject({
      code: 'herald.unreachable',
      message: expect.stringContaining('self-signed'),
    });
    expect(smtps.taken).toEqual([]);
  });

  it('that is refused for now may go later; what is refused for good may not', async () => {
    plain.refusal = { code: 451, text: 'try later' };
    await expect(send(plain, 'smtp')).rejects.toMatchObject({
      code: 'herald.refused_by_receiver',
      retryable: true,
      details: { status: 451 },
    });
    plain.refusal = { code: 550, text: 'no such person' };
    await expect(send(plain, 'smtp')).rejects.toMatchObject({
      code: 'herald.refused_for_good',
      retryable: false,
      details: { status: 550 },
    });
    await expect(send(smtps, 'smtps', { credentials: 'maximus:wrong' })).rejects.toMatchObject({
      code: 'herald.refused_for_good',
      details: { status: 535 },
    });
    await expect(send(smtps, 'smtps', { credentials: 'no colon' })).rejects.toMatchObject({
      code: 'herald.secret_missing',
    });
  });

  it('that one of several does not get says so', async () => {
    plain.refusal = { code: 550, text: 'no such person', only: 'bob@example.test' };
    expect(await send(plain, 'smtp')).toMatchObject({ status: 250, note: 'not taken for bob@example.test' });
    expect(plain.taken).toMatchObject([{ to: ['ada@example.test'] }]);
  });

  it.each([
    ['smtps://127.0.0.1', 'loopback'],
    ['smtp://localhost:587', 'a name that leads to loopback'],
    ['smtps://169.254.169.254', 'metadata of a cloud'],
    ['smtps://[::1]', 'loopback of IPv6'],
    ['smtp://mail.example.test:6379', 'a port that is none of mail'],
    ['smtps://user:word@mail.example.test', 'credentials'],
    ['https://mail.example.test', 'no mail server'],
    ['nonsense', 'no address'],
  ])('to %s is refused: %s', async (server) => {
    await expect(mailSender({ allowed: [] })(mail(server))).rejects.toMatchObject({ code: 'herald.address_refused' });
  });

  it('to where nobody listens, or somebody hangs up, can be tried again', async () => {
    const rude = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve));
    const { port } = rude.address() as { port: number };
    const to = () => mailSender({ allowed: [`127.0.0.1:${port}`] })(mail(`smtp://127.0.0.1:${port}`));
    await expect(to()).rejects.toMatchObject({ code: 'herald.unreachable', retryable: true });
    await new Promise((resolve) => rude.close(resolve));
    await expect(to()).rejects.toMatchObject({ code: 'herald.unreachable' });
  });
});
