import type { NotifyChannel } from '@maximus/contracts';
import { describe, expect, it } from 'vitest';
import { type ChannelForm, channelInputOf, choiceOf, eventChoices, fieldsOf } from './channel-input.ts';

const form = (fields: Record<string, string>, over: Partial<ChannelForm> = {}): ChannelForm => ({
  kind: 'webhook',
  events: 'decisions',
  text: (name) => fields[name] ?? '',
  ...over,
});

describe('what a form says of a channel', () => {
  it('is a channel as the server takes it', () => {
    const fields = {
      name: ' Ops ',
      enabled: 'on',
      url: 'https://hooks.example.test/a',
      secret: 'ops',
      min_priority: 'high',
    };
    expect(channelInputOf(form(fields))).toEqual({
      ok: true,
      body: {
        kind: 'webhook',
        name: 'Ops',
        enabled: true,
        filter: { events: ['decision.*'], min_priority: 'high' },
        url: 'https://hooks.example.test/a',
        secret: 'ops',
        per_minute: 30,
      },
    });
  });

  it('names the fields that are missing or wrong', () => {
    const empty = channelInputOf(form({ name: 'Ops' }));
    expect(empty).toEqual({ ok: false, fields: new Set(['url', 'secret']) });
    const wrong = channelInputOf(form({ url: 'no address', secret: 'Not A Name' }));
    expect(wrong).toEqual({ ok: false, fields: new Set(['name', 'url', 'secret']) });
  });

  it('takes recipients however they are parted, and leaves out what the kind has no use for', () => {
    const fields = {
      ...{ name: 'Mail', url: 'smtps://mail.example.test', sender: 'm@example.test', target: 'C1' },
      recipients: 'a@example.test; b@example.test\nc@example.test',
    };
    const read = channelInputOf(form(fields, { kind: 'email' }));
    expect(read).toMatchObject({ body: { recipients: ['a@example.test', 'b@example.test', 'c@example.test'] } });
    expect(read).not.toHaveProperty('body.target');
  });

  it('keeps of an old channel what it does not show', () => {
    const old = {
      filter: { events: ['decision.opened'], min_priority: 'low', projects: ['prj_1'] },
      per_minute: 5,
    } as unknown as NotifyChannel;
    const fields = { name: 'Ops', url: 'https://hooks.example.test/a', secret: 'ops' };
    expect(channelInputOf(form(fields, { events: undefined }), old)).toMatchObject({
      body: { enabled: false, filter: { events: ['decision.opened'], projects: ['prj_1'] }, per_minute: 5 },
    });
  });
});

it('a choice of events is found again, and others are nobody’s', () => {
  expect(choiceOf([...eventChoices.all].reverse())).toBe('all');
  expect(choiceOf(['decision.opened'])).toBeUndefined();
});

it('each kind is asked first for what it needs', () => {
  expect(fieldsOf('slack')).toEqual([
    { field: 'target', needed: true },
    { field: 'secret', needed: true },
    { field: 'url', needed: false },
  ]);
});
