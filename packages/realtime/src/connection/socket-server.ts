import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import type { Hub, Viewer } from '../hub/index.ts';
import type { RealtimeMetrics } from '../metrics.ts';
import { Connection } from './connection.ts';
import type { OpenSession, ServerCloseCode } from './protocol.ts';
import { ConnectionRegistry } from './registry.ts';

/** What a socket server is made of. */
export interface SocketServerOptions {
  readonly hub: Hub;
  readonly metrics: RealtimeMetrics;
}

/** One upgrade that is to become a connection. */
export interface Admission {
  /** Subprotocol to answer with; the client must have offered it. */
  readonly subprotocol?: string | undefined;
  readonly address: string;
  readonly viewer?: Viewer | undefined;
  readonly open: OpenSession;
}

class HubSocket extends WebSocket {
  connection: Connection | undefined;
}

/** Frames this far over the limit are cut off by the parser; below, the connection closes with its own code. */
const parserSlack = 4;

/** Turns upgrades into connections of the hub. Listens on nothing itself. */
export class SocketServer {
  readonly registry: ConnectionRegistry;
  readonly #hub: Hub;
  readonly #server: WebSocketServer;
  #lastId = 0;
  #agreed: string | undefined;

  constructor({ hub, metrics }: SocketServerOptions) {
    this.#hub = hub;
    const { config } = hub;
    this.registry = new ConnectionRegistry(hub.clock, metrics, Math.min(1_000, config.heartbeat_interval / 10));
    this.#server = new WebSocketServer({
      noServer: true,
      // The registry counts connections; a second set of them would only take memory.
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: config.command_size * parserSlack,
      // Missing from the types: a closed socket is destroyed after this time.
      ...{ closeTimeout: config.close_timeout },
      WebSocket: HubSocket,
      handleProtocols: () => this.#agreed ?? false,
    });
  }

  /** Accepts an upgrade. What the handshake lacks is answered with 400 by the parser. */
  accept(request: IncomingMessage, stream: Duplex, head: Buffer, admission: Admission): void {
    this.#upgrade(request, stream, head, admission.subprotocol, (wire) => this.#connect(wire, stream, admission));
  }

  /** Accepts an upgrade only to close it: a browser sees the code, where a refused handshake is just a failure. */
  refuse(
    request: IncomingMessage,
    stream: Duplex,
    head: Buffer,
    refusal: { readonly subprotocol?: string | undefined; readonly code: ServerCloseCode; readonly reason: string },
  ): void {
    this.registry.closing(refusal.code);
    this.#upgrade(request, stream, head, refusal.subprotocol, (wire) => {
      wire.on('error', () => wire.terminate());
      wire.close(refusal.code, refusal.reason);
    });
  }

  #upgrade(
    request: IncomingMessage,
    stream: Duplex,
    head: Buffer,
    subprotocol: string | undefined,
    then: (wire: HubSocket) => void,
  ): void {
    // The handshake is answered within this call, so the choice cannot be taken for another one.
    this.#agreed = subprotocol;
    this.#server.handleUpgrade(request, stream, head, (wire) => then(wire as HubSocket));
    this.#agreed = undefined;
  }

  #connect(wire: HubSocket, stream: Duplex, { address, viewer, open }: Admission): void {
    this.#lastId += 1;
    const id = `${this.#hub.nodeId.slice(0, 8)}${this.#lastId.toString(36).padStart(6, '0')}`;
    const { hub, registry } = this;
    const connection = new Connection({ id, wire, stream, hub, registry, address, viewer, open });
    wire.connection = connection;
    stream.on('drain', () => connection.drained());
    wire.on('message', this.#onMessage);
    wire.on('ping', onSign);
    wire.on('pong', onSign);
    wire.on('error', this.#onError);
    wire.on('close', onClose);
  }

  get hub(): Hub {
    return this.#hub;
  }

  readonly #onMessage = function (this: WebSocket, data: WebSocket.RawData, isBinary: boolean): void {
    const connection = (this as HubSocket).connection;
    if (isBinary || !Buffer.isBuffer(data)) connection?.close(3501);
    else connection?.received(data);
  };

  readonly #onError = function (this: WebSocket): void {
    // A broken frame or a broken network: the close event follows and ends the connection.
    (this as HubSocket).connection?.ended();
  };
}

function onSign(this: WebSocket): void {
  (this as HubSocket).connection?.heard();
}

function onClose(this: WebSocket): void {
  (this as HubSocket).connection?.ended();
}
