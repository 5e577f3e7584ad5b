import { type BusMessage, maxEventBytes } from './bus.ts';
import { errors } from './errors.ts';

/** Throws `bus.event_too_large` for the first message over 1 MiB (apv.md §8). Dead letters wrap an event and may be larger. */
export function checkSizes(messages: readonly BusMessage[]): void {
  for (const { topic, key, envelope } of messages) {
    if (topic === 'maximus.adaptive-immunity.dlq' || envelope.length * 3 <= maxEventBytes) continue;
    const sizeBytes = Buffer.byteLength(envelope);
    if (sizeBytes > maxEventBytes) {
      throw errors.event_too_large(`an event for ${topic} has ${sizeBytes} bytes`, { topic, key, sizeBytes });
    }
  }
}
