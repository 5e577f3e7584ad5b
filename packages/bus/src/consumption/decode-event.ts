import { EventEnvelope } from '@maximus/contracts';
import { type AppError, fail, ok, type Result } from '@maximus/kernel';
import type { z } from 'zod';
import { maxEventBytes } from '../bus.ts';
import { errors } from '../errors.ts';
import type { BusRecord } from './record.ts';

/** What is known of the events there are: version and schema of the data by type. `EventType` of contracts fits. */
export type EventCatalogue = ReadonlyMap<string, { readonly version: number; readonly data: z.ZodType }>;

/** Why a record is no event, and how much of it could be read. */
export interface Undecoded {
  readonly stage: 'decode' | 'validate';
  readonly error: AppError;
  readonly eventId?: string;
  readonly eventType?: string;
  readonly correlationId?: string;
}

const strict = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a record as an event of the catalogue (apv.md §8). The version of the catalogue is checked by its schema; the
 * version before it passes with its envelope checked, for its schema is no longer known. `wanted` is asked before the
 * data is looked at; `undefined` answers an event that nobody wanted.
 */
export function decodeEvent(
  record: BusRecord,
  catalogue: EventCatalogue,
  wanted: (type: string) => boolean,
): Result<EventEnvelope | undefined, Undecoded> {
  const undecoded = (message: string, cause?: unknown) =>
    fail<Undecoded>({ stage: 'decode', error: errors.event_undecodable(message, {}, cause) });
  const length = typeof record.value === 'string' ? Buffer.byteLength(record.value) : record.value.byteLength;
  if (length > maxEventBytes) {
    return fail({ stage: 'decode', error: errors.event_too_large(`the event has ${length} bytes`) });
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(typeof record.value === 'string' ? record.value : strict.decode(record.value));
  } catch (cause) {
    return undecoded('the event is no JSON text in UTF-8', cause);
  }
  const envelope = EventEnvelope.safeParse(parsed);
  if (!envelope.success) {
    return fail({ stage: 'validate', error: errors.event_invalid(faultsOf(envelope.error)), ...readable(parsed) });
  }
  const event = envelope.data;
  if (!wanted(event.type)) return ok(undefined);
  const refused = (error: AppError) =>
    fail<Undecoded>({
      stage: 'validate',
      error,
      eventId: event.id,
      eventType: event.type,
      correlationId: event.correlationId,
    });
  const known = catalogue.get(event.type);
  if (known === undefined) return refused(errors.event_unknown(`there is no event of type "${event.type}"`));
  if (event.version === known.version - 1) return ok(event);
  if (event.version !== known.version) {
    return refused(
      errors.event_version(`${event.type} has version ${event.version}, and ${known.version} is what is known`),
    );
  }
  const data = known.data.safeParse(event.data);
  if (!data.success) return refused(errors.event_invalid(faultsOf(data.error, 'data')));
  return ok({ ...event, data: data.data as EventEnvelope['data'] });
}

/** At most three faults, in words for whoever looks at the dead letter. */
function faultsOf(error: z.ZodError, below?: string): string {
  return error.issues
    .slice(0, 3)
    .map(
      ({ path, message }) => `${[...(below === undefined ? [] : [below]), ...path].join('.') || 'event'}: ${message}`,
    )
    .join('; ')
    .slice(0, 1_000);
}

function readable(parsed: unknown): Partial<Undecoded> {
  if (typeof parsed !== 'object' || parsed === null) return {};
  const { id, type, correlationId } = parsed as Record<string, unknown>;
  return {
    ...(typeof id === 'string' && id.length <= 64 ? { eventId: id } : {}),
    ...(typeof type === 'string' && type.length <= 128 ? { eventType: type } : {}),
    ...(typeof correlationId === 'string' && correlationId.length <= 128 ? { correlationId } : {}),
  };
}
