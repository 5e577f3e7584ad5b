import { type CommandMethod, type Push, type Reply, splitFrame, subprotocol } from '@maximus/contracts';
import { WebSocket } from 'ws';
import { waitUntil } from './wait-until.ts';

/** A client that shows what is on the wire, without the manners of the real one. */
export class WireClient {
  readonly socket: WebSocket;
  readonly pushes: Push[] = [];
  readonly replies = new Map<number, Reply>();
  /** Unparsed texts in order. */
  readonly texts: string[] = [];
  closed: { code: number; reason: string } | undefined;
  #lastId = 0;

  constructor(url: string, protocols: readonly string[] = [subprotocol]) {
    this.socket = new WebSocket(url, [...protocols], { perMessageDeflate: false });
    this.socket.on('message', (data) => this.#received(String(data)));
    this.socket.on('close', (code, reason) => {
      this.closed = { code, reason: String(reason) };
    });
    // A connection that is cut shows as a close with 1006.
    this.socket.on('error', () => undefined);
  }

  /** Opens a connection and says who it is. */
  static async connect(url: string, params: object = {}, token = 'token-of-ana'): Promise<WireClient> {
    const client = new WireClient(url);
    await client.opened();
    await client.command('connect', { token, client: { name: 'test', version: '0' }, ...params });
    return client;
  }

  async opened(): Promise<void> {
    await waitUntil('the socket is open', () => this.socket.readyState === WebSocket.OPEN);
  }

  send(text: string): void {
    this.socket.send(text);
  }

  /** Sends a command and waits for its reply. */
  async command(method: CommandMethod | string, params: object = {}): Promise<Reply> {
    this.#lastId += 1;
    const id = this.#lastId;
    this.send(JSON.stringify({ id, [method]: params }));
    await waitUntil(`${method} is answered`, () => this.replies.has(id) || this.closed !== undefined);
    const reply = this.replies.get(id);
    if (reply === undefined) throw new Error(`closed with ${this.closed?.code} before ${method} was answered`);
    return reply;
  }

  /** The publications that came so far. */
  get publications() {
    return this.pushes.flatMap(({ pub }) => pub ?? []);
  }

  async closing(): Promise<{ code: number; reason: string }> {
    await waitUntil('the socket is closed', () => this.closed !== undefined);
    return this.closed ?? { code: 0, reason: '' };
  }

  end(): void {
    this.socket.terminate();
  }

  #received(text: string): void {
    this.texts.push(text);
    for (const part of splitFrame(text)) {
      const message = JSON.parse(part) as { push?: Push } & Reply;
      if (message.push === undefined) this.replies.set(message.id, message);
      else this.pushes.push(message.push);
    }
  }
}
