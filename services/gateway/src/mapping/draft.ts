import type { ChannelName, EventEnvelope } from '@maximus/contracts';
import type { Draft } from '@maximus/realtime';

/** A message for one channel. */
export interface Routed {
  readonly channel: ChannelName;
  readonly draft: Draft;
}

/** What an event looks like while it is mapped: its data as it came, fields read with care. */
export type Data = Readonly<Record<string, unknown>>;

/** The message of an event; data without what is undefined. */
export function routed(
  channel: ChannelName,
  event: EventEnvelope,
  draft: Omit<Draft, 'eventId' | 'timestamp'>,
): Routed {
  return { channel, draft: { ...draft, eventId: event.id, timestamp: event.occurredAt } };
}

/** A text field, or `undefined`. */
export function text(data: Data, name: string): string | undefined {
  const value = data[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A number field, or `undefined`. */
export function number(data: Data, name: string): number | undefined {
  const value = data[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** An object field; empty when there is none. */
export function object(data: Data, name: string): Data {
  const value = data[name];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Data) : {};
}

/** The texts of a list field. */
export function texts(data: Data, name: string): readonly string[] {
  const value = data[name];
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

/** The named fields that are there. */
export function pick(data: Data, names: readonly string[]): Data {
  return Object.fromEntries(names.filter((name) => data[name] !== undefined).map((name) => [name, data[name]]));
}

/** Tags that have a value. */
export function tagsOf(tags: Readonly<Record<string, string | readonly string[] | undefined>>): Draft['tags'] {
  const held = Object.entries(tags).filter(([, value]) => value !== undefined && value.length > 0);
  return held.length === 0 ? undefined : (Object.fromEntries(held) as Draft['tags']);
}
