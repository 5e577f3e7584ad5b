import { actorOf } from '@maximus/audit';
import {
  type ChannelInput,
  createNotifyChannel,
  deleteNotifyChannel,
  type ListedChannel,
  listNotifyChannels,
  muteNotifyChannel,
  notifyKinds,
  replaceNotifyChannel,
  testNotifyChannel,
} from '@maximus/contracts';
import { type HandlerInput, errors as httpErrors, okAnswer, type Route, route } from '@maximus/http';
import { newId, newUuid, parseId } from '@maximus/kernel';
import { type ChannelRow, type ChannelSet, notifyChannels } from '@maximus/storage';
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
    route(listNotifyChannels, async () => {
      const backlogs = await notifyChannels.backlogs(database);
      const listed = (await notifyChannels.list(database)).map(async (row): Promise<ListedChannel> => {
        const backlog = backlogs.get(row.id);
        return {
          ...toChannel(row),
          secret_found: row.secret === null || (await parts.secretsOf(row.secret)).length > 0,
          waiting: backlog?.waiting ?? 0,
          dead: backlog?.dead ?? 0,
          ...(backlog?.last_sent_at != null && { last_sent_at: backlog.last_sent_at.toISOString() }),
        };
      });
      return okAnswer({ items: await Promise.all(listed) });
    }),
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
  const { kind, name, enabled, filter, url, target, recipients, sender, digest, secret, per_minute } = input;
  const { needs, takes } = notifyKinds[kind];
  for (const field of needs)
    if (input[field] === undefined)
      throw errors.channel_invalid(`a channel of kind "${kind}" says its ${field}: \`${field}\` is missing`);
  for (const field of ['url', 'target', 'recipients', 'sender', 'digest', 'secret'] as const)
    if (input[field] !== undefined && !needs.includes(field) && !takes.includes(field))
      throw errors.channel_invalid(`a channel of kind "${kind}" has no use for \`${field}\``);
  if (url !== undefined && url.startsWith('smtp') !== (kind === 'email'))
    throw errors.channel_invalid(`"${new URL(url).protocol}//" is no address for a channel of kind "${kind}"`);
  return {
    ...{ kind, name, enabled, filter, per_minute },
    url: url ?? null,
    target: target ?? null,
    secret: secret ?? null,
    options: {
      ...(recipients !== undefined && { recipients }),
      ...(sender !== undefined && { sender }),
      ...(digest !== undefined && { digest }),
    },
  };
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
