import type { NotifyKind } from '@maximus/contracts';
import type { GuardedRequest } from '../sending/guarded-request.ts';

/** What is told, in words and as data. */
export interface Message {
  /** Of the event; receivers know repeats by it. */
  readonly id: string;
  readonly type: string;
  /** RFC 3339. */
  readonly at: string;
  /** At most 200 characters. */
  readonly title: string;
  readonly text: string;
  /** What to do next. */
  readonly next: string;
  readonly link: string;
  readonly severity: 'critical' | 'error' | 'warning' | 'info';
  readonly project?: string;
  readonly project_id?: string;
  readonly priority?: string;
  /** What the message is about: an alert and its recovery name the same thing. */
  readonly about: { readonly kind: string; readonly id: string };
  /** Whether a person must act now, or need not any more; neither for what is only to be known. */
  readonly alert?: 'raise' | 'clear';
}

/** Where a channel sends to. */
export interface ChannelTarget {
  readonly url: string | undefined;
  readonly target: string | undefined;
  /** The newest first; at least one. */
  readonly secrets: readonly string[];
  readonly nowMs: number;
}

/** One kind of channel: the request that a message is, or nothing where the kind has no use for it. */
export interface NotifyChannelKind {
  readonly id: NotifyKind;
  /** Where it goes when the channel names no address. */
  readonly defaultUrl: string | undefined;
  request(message: Message, target: ChannelTarget): GuardedRequest | undefined;
  /** What is wrong with an answer of status 2xx; some services say "ok: false" there. */
  faultOf?(body: string): string | undefined;
}
