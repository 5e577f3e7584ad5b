import { DeadLetter } from '@maximus/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { letterErrorOf, letterOf } from '../dead-letters/letter.ts';
import { sampleCatalogue, sampleMessage, sampleTopic } from '../testing/sample-events.ts';
import { decodeEvent } from './decode-event.ts';
import { type BusRecord, textOf } from './record.ts';

const catalogue = sampleCatalogue('sample.known');
const record = (value: Uint8Array | string): BusRecord => ({
  topic: sampleTopic,
  key: 'k',
  value,
  headers: {},
  writtenAtMs: 0,
});
const decode = (value: Uint8Array | string) => decodeEvent(record(value), catalogue, () => true);

test('bytes and text of one event are the same', () => {
  const { envelope } = sampleMessage('sample.known', 'k', 1);
  expect(decode(Buffer.from(envelope))).toEqual(decode(envelope));
  expect(decode(envelope)).toMatchObject({ ok: true, value: { type: 'sample.known', data: { n: 1 } } });
});

test('whatever the bytes, decoding never throws, and what it refuses makes a valid dead letter', () => {
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.json().map((text) => Buffer.from(text)),
    fc.record({ id: fc.json(), type: fc.string(), data: fc.jsonValue() }).map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(anything, (value) => {
      const decoded = decode(value);
      if (decoded.ok) return;
      const { stage, error, ...read } = decoded.error;
      const failure = { topic: sampleTopic, key: 'k', text: textOf(record(value)), stage, group: 'g', ...read };
      const letter = letterOf({ ...failure, error: letterErrorOf(error) }, { now: () => 1_700_000_000_000 });
      expect(DeadLetter.safeParse(letter).error).toBeUndefined();
      expect(letter.state).toBe('parked');
    }),
  );
});

test('an event over the limit is not read at all', () => {
  const decoded = decode(Buffer.alloc(1_048_577, 0x20));
  expect(decoded).toMatchObject({ ok: false, error: { stage: 'decode', error: { code: 'bus.event_too_large' } } });
});

test('what can be read of a refused event stands in the refusal', () => {
  const { envelope } = sampleMessage('sample.known', 'k', 1, { id: 'evt_1', data: { n: 'one' } });
  expect(decode(envelope)).toMatchObject({
    ok: false,
    error: { stage: 'validate', eventId: 'evt_1', eventType: 'sample.known', correlationId: 'chain-k' },
  });
});

test('an event that nobody wants is not validated', () => {
  const { envelope } = sampleMessage('sample.unknown', 'k', 1);
  expect(decodeEvent(record(envelope), catalogue, () => false)).toEqual({ ok: true, value: undefined });
});
