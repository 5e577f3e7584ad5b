import { createNotifyChannel, type NotifyChannel } from '@maximus/contracts';
import { parseId } from '@maximus/kernel';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { gathersUntil, sendDigest } from '../../sending/digest.ts';
import { startMailServer, type TestMailServer } from '../../testing/mail-server.ts';
import { type OpenHerald, openHerald } from '../../testing/open-herald.ts';
import type { Message } from '../types.ts';
import { email } from './index.ts';

let mail: TestMailServer;
let herald: OpenHerald;

beforeAll(async () => {
  mail = await startMailServer('plain');
  herald = await openHerald([`127.0.0.1:${mail.port}`]);
}, 120_000);
afterAll(async () => {
  await herald.close();
  await mail.close();
});
beforeEach(() => {
  mail.taken.length = 0;
  mail.refusal = undefined;
});

const message: Message = {
  ...{ id: 'evt_1', type: 'decision.opened', at: '2026-06-01T12:00:00Z', severity: 'error', next: 'Decide.' },
  title: 'A patch waits\r\nBcc: everyone@example.test',
  text: '<script>alert(1)</script> & "co"',
  link: 'https://maximus.example.test/review/dec_1?a=1&b=2',
  about: { kind: 'decision', id: 'dec_1' },
};

it('foreign text makes neither headers nor HTML, and the one link opens the page', () => {
  const made = email.request(message, {
    ...{ url: 'smtps://mail.example.test', target: undefined, secrets: [], nowMs: 0, answers: 'all' },
    ...{ sender: 'maximus@example.test', recipients: ['ada@example.test'] },
  });
  if (made === undefined || !('html' in made)) throw new TypeError('this is no mail');
  expect(made.subject).toBe('A patch waits Bcc: everyone@example.test');
  expect(made.html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;co&quot;');
  expect(made.html.match(/href="[^"]*"/g)).toEqual(['href="https://maximus.example.test/review/dec_1?a=1&amp;b=2"']);
  expect(made.messageId).toBe('<evt_1.maximus@example.test>');
  expect(made.thread).toBe('<decision.dec_1.maximus@example.test>');
  expect(made).not.toHaveProperty('credentials');
});

it('a channel of digests gathers an hour and sends it as one mail; one alone is that mail itself', async () => {
  const { id } = await herald.call<NotifyChannel>(createNotifyChannel, {
    body: {
      ...{ kind: 'email', name: 'hourly', url: `smtp://127.0.0.1:${mail.port}`, digest: 'hourly' },
      ...{ sender: 'maximus@example.test', recipients: ['ada@example.test', 'bob@example.test'] },
      filter: { events: ['decision.*'] },
    },
  });
  const uuid = parseId('chn', id) ?? '';
  const end = '2026-06-01T13:00:00.000Z';
  await herald.handle(herald.event('decision.opened'));
  await herald.handle(herald.event('decision.sla_breached', { priority: 'critical' }));
  expect(await herald.list({ channel: id })).toMatchObject([{ next_at: end }, { next_at: end }]);
  await sendDigest(herald.parts, uuid);
  expect(mail.taken).toEqual([]);
  herald.advance(3_600_000);
  mail.refusal = { code: 451, text: 'later' };
  await sendDigest(herald.parts, uuid);
  expect(await herald.list({ channel: id, state: 'failed' })).toHaveLength(2);
  mail.refusal = undefined;
  herald.advance(1_000);
  await sendDigest(herald.parts, uuid);
  expect(mail.taken).toHaveLength(1);
  expect(mail.taken[0]).toMatchObject({ to: ['ada@example.test', 'bob@example.test'] });
  expect(mail.taken[0]?.source).toMatch(/^Subject: 2 notifications of Maximus/m);
  expect(await herald.list({ channel: id, state: 'sent' })).toMatchObject([{ attempts: 2 }, { attempts: 2 }]);
  await herald.handle(herald.event('decision.opened'));
  herald.advance(3_600_000);
  await sendDigest(herald.parts, uuid);
  expect(mail.taken[1]?.source).toMatch(/^Subject: A patch waits for review/m);
});

it('a channel gathers until the end of its hour or day', () => {
  const at = Date.parse('2026-06-01T12:34:56Z');
  const until = (digest?: string) =>
    gathersUntil({ options: digest === undefined ? {} : { digest } }, at)?.toISOString();
  expect(until()).toBeUndefined();
  expect(until('immediate')).toBeUndefined();
  expect(until('hourly')).toBe('2026-06-01T13:00:00.000Z');
  expect(until('daily')).toBe('2026-06-02T00:00:00.000Z');
});
