import { actorOf } from '@maximus/audit';
import {
  type ChannelInput,
  createNotifyChannel,
  deleteNotifyChannel,
  listNotifyChannels,
  muteNotifyChannel,
  replaceNotifyChannel,
  testNotifyChannel,
} from '@maximus/contracts';
import { type HandlerInput, errors as httpErrors, okAnswer, type Route, route } from '@maximus/http';
import { newId, newUuid, parseId } from '@maximus/kernel';
import { type ChannelRow, type ChannelSet, notifyChannels } from '@maximus/storage';
import { channelKinds } from '../channels/registry.ts';
import type { Message } from '../channels/types.ts';
import { errors } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { sendOnce } from '../sending/send-once.ts';
import { toChannel } from '../to-wire.ts';

type Asked = Pick<HandlerInput<never>, 'principal' | 'correlationId'>;

/** Channels: list, add, change, remove, mute, and the button that tries one. */
export function channelRoutes(parts: Parts): Route[] {
  const { database, clock } = parts;
  const at = () => new Date(clock.now());
  const change = async (row: ChannelRow, set: ChannelSet, action: string, input: Asked): Promise<ChannelRow> => {
    const saved = await notifyChannels.update(database, row, set, at());
    if (saved === undefined) throw errors.version_conflict('somebody changed the channel at the same time');
    await note(parts, action, saved, input);
    return saved;
  };
  return [
    route(listNotifyChannels, async () => okAnswer({ items: (await notifyChannels.list(database)).map(toChannel) })),
    route(createNotifyChannel, async ({ body, ...input }) => {
      const row = await notifyChannels.insert(database, {
        ...columnsOf(body),
        id: newUuid(clock),
        disabled_reason: null,
        muted_until: null,
        deleted_at: null,
        version: 1,
        created_at: at(),
        updated_at: at(),
      });
      await note(parts, 'channel.created', row, input);
      return { status: 201, body: toChannel(row) };
    }),
    route(replaceNotifyChannel, async ({ params, body, ...input }) => {
      const row = await channelNamed(parts, params.id);
      const wanted = input.headers['if-match']?.replaceAll(/[^0-9]/g, '');
      if (wanted === undefined || wanted === '') throw httpErrors.version_required('send If-Match with the version');
      if (Number(wanted) !== row.version) throw errors.version_conflict(`the channel has version ${row.version}`);
      return okAnswer(
        toChannel(await change(row, { ...columnsOf(body), disabled_reason: null }, 'channel.changed', input)),
      );
    }),
    route(deleteNotifyChannel, async ({ params, ...input }) => {
      const row = await channelNamed(parts, params.id);
      await change(row, { deleted_at: at(), enabled: false }, 'channel.removed', input);
      return { status: 204 };
    }),
    route(muteNotifyChannel, async ({ params, body, ...input }) => {
      const row = await channelNamed(parts, params.id);
      const until = body.until === null ? null : new Date(body.until);
      return okAnswer(toChannel(await change(row, { muted_until: until }, 'channel.muted', input)));
    }),
    route(testNotifyChannel, async ({ params, ...input }) => {
      const row = await channelNamed(parts, params.id);
      const sent = await sendOnce(parts, row, testMessage(parts));
      await note(parts, 'channel.tested', row, input);
      if (sent.ok)
        return okAnswer({ sent: true, ...(sent.value.status !== undefined && { response_code: sent.value.status }) });
      const { error, status } = sent.error;
      return okAnswer({
        sent: false,
        ...(status !== undefined && { response_code: status }),
        error: `${error.code}: ${error.message}`,
      });
    }),
  ];
}

async function channelNamed({ database }: Parts, id: string): Promise<ChannelRow> {
  const uuid = parseId('chn', id);
  const row = uuid === undefined ? undefined : await notifyChannels.find(database, uuid);
  if (row === undefined) throw errors.channel_not_found(`there is no channel ${id.slice(0, 64)}`);
  return row;
}

function columnsOf(input: ChannelInput) {
  const kind = channelKinds.get(input.kind);
  if (kind?.defaultUrl === undefined && input.url === undefined)
    throw errors.channel_invalid(`a channel of kind "${input.kind}" names its address`);
  if (input.kind === 'slack' && input.target === undefined)
    throw errors.channel_invalid('a channel of kind "slack" names the conversation as `target`');
  const { kind: kindId, name, enabled, filter, url, target, secret, per_minute } = input;
  return { kind: kindId, name, enabled, filter, url: url ?? null, target: target ?? null, secret, per_minute };
}

async function note(parts: Parts, action: string, row: ChannelRow, { principal, correlationId }: Asked): Promise<void> {
  const { id, ...shown } = toChannel(row);
  await parts.audit.append(parts.database, {
    action,
    actor: actorOf(principal),
    subject: { kind: 'channel', id },
    correlationId,
    address: principal.address,
    detail: { kind: shown.kind, name: shown.name, enabled: shown.enabled, version: shown.version },
  });
}

function testMessage({ clock, publicUrl }: Parts): Message {
  const id = newId('evt', clock);
  return {
    id,
    type: 'channel.test',
    at: new Date(clock.now()).toISOString(),
    title: 'A test of Maximus',
    text: 'This channel works. Nothing has happened.',
    next: 'Nothing is to be done.',
    link: `${publicUrl}/`,
    severity: 'info',
    about: { kind: 'test', id },
    alert: 'clear',
  };
}
