import { createHmac } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { NotifyKind } from '@maximus/contracts';
import { describe, expect, it } from 'vitest';
import { channelKinds } from './registry.ts';
import type { ChannelTarget, Message } from './types.ts';

const message: Message = {
  id: 'evt_1',
  type: 'decision.sla_breached',
  at: '2026-06-01T12:00:00.000Z',
  title: 'A review is late: CVE-2026-1 in shop',
  text: 'lodash <script> & co',
  next: 'Decide now.',
  link: 'https://maximus.example.test/review/dec_1',
  severity: 'critical',
  project: 'shop',
  about: { kind: 'decision', id: 'dec_1' },
  alert: 'raise',
};
const target = {
  url: 'https://example.test/hook',
  target: 'C1',
  secrets: ['new', 'old'],
  nowMs: 1_780_315_200_000,
  answers: 'light',
} as const;
const posted = (
  id: 'webhook' | 'pagerduty' | 'slack',
  more: Partial<Message> = {},
  to: Partial<ChannelTarget> = {},
) => {
  const made = channelKinds.get(id)?.request({ ...message, ...more }, { ...target, ...to });
  if (made === undefined) return undefined;
  if (!('body' in made)) throw new TypeError(`${id} sends no mail`);
  return { ...made, json: JSON.parse(made.body) as Record<string, unknown> };
};

it('every kind has its folder and is registered, and nothing else', () => {
  const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => name).sort()).toEqual([...channelKinds.keys()].sort());
  expect([...channelKinds.keys()].sort()).toEqual([...NotifyKind.options].sort());
  for (const [id, kind] of channelKinds) expect(kind.id).toBe(id);
});

describe('a webhook', () => {
  it('is signed with every secret, over id, time and body', () => {
    const request = posted('webhook');
    expect(request?.json).toMatchObject({ type: message.type, data: { title: message.title } });
    const signature = (secret: string | Buffer) =>
      `v1,${createHmac('sha256', secret).update(`evt_1.1780315200.${request?.body}`).digest('base64')}`;
    expect(request?.headers).toMatchObject({
      'webhook-id': 'evt_1',
      'webhook-timestamp': '1780315200',
      'webhook-signature': `${signature('new')} ${signature('old')}`,
    });
    const own = posted('webhook', {}, { secrets: [`whsec_${btoa('bytes')}`] });
    expect(own?.headers['webhook-signature']).toBe(signature(Buffer.from('bytes')));
    expect(channelKinds.get('webhook')?.request(message, { ...target, url: undefined })).toBeUndefined();
  });
});

describe('PagerDuty', () => {
  it('is told to raise and to clear the same alert, and nothing else', () => {
    const raise = posted('pagerduty');
    expect(raise?.json).toMatchObject({
      routing_key: 'new',
      event_action: 'trigger',
      dedup_key: 'maximus:decision:dec_1',
      payload: { severity: 'critical', source: 'shop', summary: message.title },
    });
    const clear = posted('pagerduty', { alert: 'clear' });
    expect(clear?.json).toMatchObject({ event_action: 'resolve', dedup_key: 'maximus:decision:dec_1' });
    const { alert: _alert, ...quiet } = message;
    expect(channelKinds.get('pagerduty')?.request(quiet, target)).toBeUndefined();
    const long = posted('pagerduty', { about: { kind: 'x'.repeat(300), id: '1' } });
    expect(String(long?.json['dedup_key']).length).toBe(255);
  });
});

describe('Slack', () => {
  it('gets blocks in which foreign text formats nothing, and says itself whether it took them', () => {
    const request = posted('slack', { text: `${'x'.repeat(5_000)}<!channel>` });
    expect(request?.headers['authorization']).toBe('Bearer new');
    const blocks = request?.json['blocks'] as { text: { text: string } }[];
    expect(blocks.every(({ text }) => text.text.length <= 3_000)).toBe(true);
    expect(posted('slack')?.body).toContain('lodash &lt;script&gt; &amp; co');
    const slack = channelKinds.get('slack');
    expect(slack?.faultOf?.('{"ok":true}')).toBeUndefined();
    expect(slack?.faultOf?.('{"ok":false,"error":"not_in_channel"}')).toBe('Slack says not_in_channel');
    expect(slack?.faultOf?.('<html>')).toMatch(/not that of Slack/);
  });
});
