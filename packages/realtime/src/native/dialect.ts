import { subprotocol } from '@maximus/contracts';
import type { Dialect } from '../connection/index.ts';

/** How the native protocol looks (gateway.md §2). Publications and their parts are joined as text: nothing is parsed. */
export const nativeDialect: Dialect = {
  showsSkip: true,
  message: (message, name, skip) => `{"push":{"pub":${message.publication(name, skip)}}}`,
  heartbeat: ({ time, positions, connections }) =>
    JSON.stringify({ push: { heartbeat: { time, positions, active_connections: connections } } }),
  closeCode: (code) => code,
};

/** The subprotocol that a client must offer. */
export const nativeSubprotocol = subprotocol;
