/** What a client does about a failed command. */
export interface CommandErrorRow {
  readonly name: string;
  readonly message: string;
  /** Whether the same command may succeed later: retry with backoff. */
  readonly temporary: boolean;
}

/** Codes of failed commands (gateway.md §3). */
export const commandErrors = {
  100: { name: 'internal', message: 'something went wrong on our side', temporary: true },
  101: { name: 'unauthorised', message: 'connect first, with a session, a token or a ticket', temporary: false },
  102: { name: 'unknown_channel', message: 'there is no such channel', temporary: false },
  103: { name: 'permission_denied', message: 'your roles do not cover this channel', temporary: false },
  104: { name: 'method_not_found', message: 'there is no such method', temporary: false },
  105: { name: 'already_subscribed', message: 'this connection already has that channel', temporary: false },
  106: { name: 'limit_exceeded', message: 'over a limit of this connection', temporary: false },
  107: { name: 'bad_request', message: 'the command is not well formed', temporary: false },
  108: { name: 'not_available', message: 'not available right now', temporary: true },
  109: { name: 'token_expired', message: 'the token has expired', temporary: false },
  110: { name: 'expired', message: 'the connection has expired', temporary: false },
  111: { name: 'too_many_requests', message: 'too many commands', temporary: true },
  112: { name: 'unrecoverable_position', message: 'that position cannot be read from', temporary: false },
} as const satisfies Readonly<Record<number, CommandErrorRow>>;
/** A code of the table. */
export type CommandErrorCode = keyof typeof commandErrors;

/** Codes of an `unsubscribe` push: below 2500 final, from 2500 on subscribe again with the last position. */
export const unsubscribeCodes = {
  2000: { name: 'server', message: 'unsubscribed by the server' },
  2003: { name: 'permission_lost', message: 'your roles no longer cover this channel' },
  2500: { name: 'insufficient_state', message: 'the stream was made anew; subscribe again with your position' },
} as const;
/** A code of the table. */
export type UnsubscribeCode = keyof typeof unsubscribeCodes;

/** Whether a client subscribes again after an `unsubscribe` push. */
export function shouldResubscribe(code: number): boolean {
  return code >= 2500 && code < 3000;
}

/** Close codes of ours (gateway.md §3): below 3500 reconnect, from 3500 on stop and tell the user. */
export const closeCodes = {
  3000: { name: 'closed_by_server', message: 'closed by the server' },
  3001: { name: 'draining', message: 'the server is going away' },
  3005: { name: 'token_expired', message: 'the token has expired' },
  3008: { name: 'slow_consumer', message: 'too slow: more waited than a connection may hold' },
  3010: { name: 'insufficient_state', message: 'a message may be missing; come back with your positions' },
  3012: { name: 'no_pong', message: 'nothing was heard for too long' },
  3013: { name: 'too_many_requests', message: 'too many commands' },
  3014: { name: 'connection_rate', message: 'too many new connections' },
  3015: { name: 'server_error', message: 'something went wrong on our side' },
  3500: { name: 'invalid_token', message: 'the token is not valid' },
  3501: { name: 'bad_request', message: 'not the protocol that was agreed on' },
  3502: { name: 'unsupported_protocol', message: 'this subprotocol is not spoken here' },
  3503: { name: 'forbidden', message: 'not allowed' },
  3504: { name: 'connection_limit', message: 'too many connections' },
  3505: { name: 'channel_limit', message: 'too many channels on one connection' },
  3506: { name: 'message_too_large', message: 'the message is too large' },
  3507: { name: 'not_authenticated', message: 'not authenticated in time' },
  3508: { name: 'disabled', message: 'disabled by an administrator' },
  3509: { name: 'origin_refused', message: 'this origin is not allowed' },
} as const;
/** A code of the table. */
export type CloseCode = keyof typeof closeCodes;

/** What a client does when its socket closes. */
export type CloseReaction = 'reconnect' | 'refresh' | 'stop' | 'done';

/**
 * The one reading of a close code: 1000 was intended, 3005 needs a new token first, 3500 and over and 1008 are final
 * (gateway.md §3, §9); everything else, 1006 above all, is a reason to come back.
 */
export function closeReaction(code: number): CloseReaction {
  if (code === 1000) return 'done';
  if (code === 3005) return 'refresh';
  if (code === 1008 || (code >= 3500 && code < 4000)) return 'stop';
  return 'reconnect';
}

/** What the reason of close code 3001 holds, as JSON. */
export interface DrainReason {
  readonly reconnect_after_ms: number;
}
