import { z } from 'zod';
import {
  ChannelId,
  ChannelInput,
  ListedChannel,
  NotificationDelivery,
  NotificationDetail,
  NotifyChannel,
} from '../herald/index.ts';
import { pageOf, Time } from '../wire/index.ts';
import { defineEndpoint } from './endpoint.ts';

const tag = 'Notifications';
const access = { role: 'admin', scopes: ['admin'] } as const;
const byId = z.strictObject({ id: z.string().max(64) });

export const listNotifyChannels = defineEndpoint({
  id: 'listNotifyChannels',
  method: 'GET',
  path: '/api/herald/channels',
  summary: 'Where notifications go',
  tag,
  access,
  answers: { 200: z.object({ items: z.array(ListedChannel) }) },
});

export const createNotifyChannel = defineEndpoint({
  id: 'createNotifyChannel',
  method: 'POST',
  path: '/api/herald/channels',
  summary: 'Add a channel',
  tag,
  access,
  body: ChannelInput,
  answers: { 201: NotifyChannel },
});

export const replaceNotifyChannel = defineEndpoint({
  id: 'replaceNotifyChannel',
  method: 'PUT',
  path: '/api/herald/channels/{id}',
  summary: 'Change a channel; If-Match names the version that was read',
  tag,
  access,
  params: byId,
  body: ChannelInput,
  answers: { 200: NotifyChannel },
});

export const deleteNotifyChannel = defineEndpoint({
  id: 'deleteNotifyChannel',
  method: 'DELETE',
  path: '/api/herald/channels/{id}',
  summary: 'Remove a channel; what was sent by it stays listed',
  tag,
  access,
  params: byId,
  answers: { 204: undefined },
});

export const testNotifyChannel = defineEndpoint({
  id: 'testNotifyChannel',
  method: 'POST',
  path: '/api/herald/channels/{id}/test',
  summary: 'Send a test message now, once, and say how it went',
  tag,
  access,
  params: byId,
  answers: {
    200: z.object({ sent: z.boolean(), response_code: z.number().int().optional(), error: z.string().optional() }),
  },
});

export const muteNotifyChannel = defineEndpoint({
  id: 'muteNotifyChannel',
  method: 'POST',
  path: '/api/herald/channels/{id}/mute',
  summary: 'Say nothing on a channel until a time; null ends it',
  tag,
  access,
  params: byId,
  body: z.strictObject({ until: Time.nullable() }),
  answers: { 200: NotifyChannel },
});

export const listNotifications = defineEndpoint({
  id: 'listNotifications',
  method: 'GET',
  path: '/api/herald/deliveries',
  summary: 'What was sent, newest first',
  tag,
  access,
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(200).default(50),
    cursor: z.string().max(1_024).optional(),
    channel: z.string().max(64).optional(),
    state: NotificationDelivery.shape.state.optional(),
  }),
  answers: { 200: pageOf(NotificationDelivery) },
});

export const replayNotification = defineEndpoint({
  id: 'replayNotification',
  method: 'POST',
  path: '/api/herald/deliveries/{id}/replay',
  summary: 'Try a notification again that failed or is dead',
  tag,
  access,
  params: byId,
  answers: { 202: NotificationDelivery },
});

export const getNotification = defineEndpoint({
  id: 'getNotification',
  method: 'GET',
  path: '/api/herald/deliveries/{id}',
  summary: 'One notification with its words and its tries',
  tag,
  access,
  params: byId,
  answers: { 200: NotificationDetail },
});

export const replayDeadNotifications = defineEndpoint({
  id: 'replayDeadNotifications',
  method: 'POST',
  path: '/api/herald/deliveries/replay',
  summary: 'Try all dead notifications again, at most 500 at once, of one channel or of all',
  tag,
  access,
  body: z.strictObject({ channel: ChannelId.optional() }),
  answers: { 202: z.object({ replayed: z.number().int().nonnegative() }) },
});
