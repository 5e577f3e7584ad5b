import type { Topic } from '@maximus/contracts';

/** One message as a driver hands it over, not yet trusted. */
export interface BusRecord {
  readonly topic: Topic;
  readonly key: string;
  /** Bytes from outside of the process, text from within. */
  readonly value: Uint8Array | string;
  readonly headers: Readonly<Record<string, string>>;
  /** When it was written, in milliseconds since the epoch. */
  readonly writtenAtMs: number;
  /** Delivered while the brokers are away: it will come by them once more, perhaps after many others. */
  readonly echoed?: boolean;
}

const lenient = new TextDecoder('utf-8');

/** The text of a record; bytes that are no UTF-8 become U+FFFD. */
export function textOf(record: BusRecord): string {
  return typeof record.value === 'string' ? record.value : lenient.decode(record.value);
}
