import type { ChannelMode, ChannelName } from '@maximus/contracts';
import type { StoredRecord } from './record.ts';

/** A message in its place. Frames are made at most once per form and shared by all receivers. */
export class Message {
  readonly channel: ChannelName;
  readonly offset: number;
  readonly record: StoredRecord;
  /** What it counts for in a queue. */
  readonly bytes: number;
  /** Queued messages of one connection with the same word replace each other when it is behind. */
  readonly replaces: string | undefined;
  #members: string | undefined;
  #frames: Map<object, Buffer> | undefined;

  constructor(channel: ChannelName, mode: ChannelMode, offset: number, record: StoredRecord) {
    this.channel = channel;
    this.offset = offset;
    this.record = record;
    // Text outside of Latin-1 takes more on the wire; the bound is on what waits, so an estimate is enough.
    this.bytes = record.dataText.length + 256;
    this.replaces = mode === 'cache' ? (record.key ?? '') : record.type === 'metrics' ? 'metrics' : undefined;
  }

  /** The members of the publication after channel and offset, as JSON without braces. */
  get members(): string {
    if (this.#members === undefined) {
      const { type, dataText, timestamp, eventId, key, tags } = this.record;
      this.#members =
        `"type":${JSON.stringify(type)},"data":${dataText},"timestamp":"${timestamp}",` +
        `"event_id":${JSON.stringify(eventId)}${key === undefined ? '' : `,"key":${JSON.stringify(key)}`}` +
        `${tags === undefined ? '' : `,"tags":${JSON.stringify(tags)}`}`;
    }
    return this.#members;
  }

  /** The publication as JSON, under the name its reader subscribed to. */
  publication(name: string, skip = 0): string {
    return `{"channel":${JSON.stringify(name)},"offset":${this.offset},${skip === 0 ? '' : `"skip":${skip},`}${this.members}}`;
  }

  /** The frame of one form, where it has been made. */
  frameOf(form: object): Buffer | undefined {
    return this.#frames?.get(form);
  }

  /** Keeps a frame for the other receivers of the same form. */
  keepFrame(form: object, frame: Buffer): void {
    this.#frames ??= new Map();
    this.#frames.set(form, frame);
  }

  /** Lets go of frames once most receivers have theirs. */
  dropFrames(): void {
    this.#frames = undefined;
    this.#members = undefined;
  }
}
