import type { NotifyKind } from '@maximus/contracts';
import type { GuardedMail } from '../sending/guarded-mail.ts';
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
  readonly team?: string;
  /** What people are asked, where they are: it can be answered in place by channels that can. */
  readonly ask?: {
    readonly decision_id: string;
    readonly subject_digest: string;
    /** Critical, major or breaking. */
    readonly is_weighty: boolean;
  };
  /** It shows how something stands now that was told of before, so that the earlier message may be changed instead. */
  readonly changes?: true;
  /** Whether a person must act now, or need not any more; neither for what is only to be known. */
  readonly alert?: 'raise' | 'clear';
}

/** Where a channel sends to. */
export interface ChannelTarget {
  readonly url: string | undefined;
  readonly target: string | undefined;
  /** Of mail. */
  readonly sender?: string | undefined;
  readonly recipients?: readonly string[] | undefined;
  /** The newest first; at least one, but for a channel that names none. */
  readonly secrets: readonly string[];
  readonly nowMs: number;
  /** What the receiver gave back for the first message about the same thing. */
  readonly earlier?: Readonly<Record<string, unknown>> | undefined;
  /** Which questions may be answered in place. */
  readonly answers: 'none' | 'light' | 'all';
}

/** What leaves the house: a POST, or a mail. */
export type Outgoing = GuardedRequest | GuardedMail;

/** One kind of channel: what goes out for a message, or nothing where the kind has no use for it. */
export interface NotifyChannelKind {
  readonly id: NotifyKind;
  /** Where it goes when the channel names no address. */
  readonly defaultUrl: string | undefined;
  request(message: Message, target: ChannelTarget): Outgoing | undefined;
  /** What is wrong with an answer of status 2xx; some services say "ok: false" there. */
  faultOf?(body: string): string | undefined;
  /** What to find a message by that was sent; only kinds that change messages later have it. */
  receiptOf?(body: string): Readonly<Record<string, unknown>> | undefined;
}
