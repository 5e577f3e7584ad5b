import type { ServerCloseCode } from '@maximus/realtime';

/** The codes of the simple endpoints for what happens to every socket; all others are the native ones (gateway.md §8). */
const simple: Partial<Record<ServerCloseCode, ServerCloseCode>> = {
  3001: 1001,
  3015: 1011,
  3500: 1008,
  3506: 1009,
  3507: 1008,
};

/** A native code as the simple endpoints say it. */
export function simpleCloseCode(code: ServerCloseCode): ServerCloseCode {
  return simple[code] ?? code;
}
