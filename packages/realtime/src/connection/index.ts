export { CommandBucket, type CommandVerdict } from './command-bucket.ts';
export { Connection } from './connection.ts';
export type { Dialect, OpenSession, ServerCloseCode, Session } from './protocol.ts';
export { ConnectionRegistry } from './registry.ts';
export { type Admission, SocketServer, type SocketServerOptions } from './socket-server.ts';
