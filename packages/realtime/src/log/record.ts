/** Tags of a message: what filters compare. Several values stand for any of them. */
export type Tags = Readonly<Record<string, string | readonly string[]>>;

interface Envelope {
  /** One event is one message: publishing it again changes nothing. */
  readonly eventId: string;
  readonly type: string;
  /** RFC 3339; when it happened. */
  readonly timestamp: string;
  /** What it replaces in a channel that keeps the last value per key; also how it is followed alone. */
  readonly key?: string | undefined;
  /** Further keys under which it is followed. */
  readonly follows?: readonly string[] | undefined;
  readonly tags?: Tags | undefined;
  /** The user whose private work this tells of: only that user and operators see it. */
  readonly owner?: string | undefined;
}

/** A message before it has a place in its channel. */
export interface Draft extends Envelope {
  readonly data: Readonly<Record<string, unknown>>;
}

/** A draft as it is kept and sent between nodes: its data serialised once. */
export interface StoredRecord extends Envelope {
  /** Milliseconds since the epoch at which it was published. */
  readonly atMs: number;
  /** JSON. */
  readonly dataText: string;
}

/** Serialises a draft. */
export function recordOf(draft: Draft, atMs: number): StoredRecord {
  const { data, ...envelope } = draft;
  return { ...envelope, atMs, dataText: JSON.stringify(data) };
}

/** One line of envelope, one line of data: a node takes a message in without parsing its data. */
export function encodeRecord({ dataText, ...envelope }: StoredRecord): string {
  return `${JSON.stringify(envelope)}\n${dataText}`;
}

/** Reads what `encodeRecord` wrote; `undefined` for anything else, which a newer version may have written. */
export function decodeRecord(text: string): StoredRecord | undefined {
  const end = text.indexOf('\n');
  if (end === -1) return undefined;
  try {
    const envelope = JSON.parse(text.slice(0, end)) as Omit<StoredRecord, 'dataText'>;
    if (typeof envelope.eventId !== 'string' || typeof envelope.type !== 'string') return undefined;
    return { ...envelope, dataText: text.slice(end + 1) };
  } catch {
    return undefined;
  }
}
