type Listener = (event: { readonly data?: unknown; readonly code?: number; readonly reason?: string }) => void;
type Command = Readonly<Record<string, { readonly channel?: string; readonly subs?: Record<string, object> }>> & {
  readonly id: number;
};

const position = {
  offset: 0,
  epoch: 'e',
  recoverable: true,
  was_recovering: false,
  recovered: true,
  publications: [],
  mode: 'stream',
};

/** The far end of a page's socket, played by a test: greets, and says what it is told to. Takes the place of `WebSocket`. */
export class FarEnd {
  /** The newest. */
  static last: FarEnd | undefined;
  readyState = 0;
  readonly commands: Command[] = [];
  readonly #listeners = new Map<string, Listener[]>();

  constructor() {
    FarEnd.last = this;
    queueMicrotask(() => {
      this.readyState = 1;
      this.#emit('open', {});
    });
  }

  send(text: string): void {
    const command = JSON.parse(text) as Command;
    this.commands.push(command);
    const { connect, subscribe, presence } = command;
    if (connect !== undefined) {
      const subs = Object.fromEntries(Object.keys(connect.subs ?? {}).map((channel) => [channel, position]));
      const limits = {
        channels: 128,
        message_bytes: 65_536,
        commands_per_second: 30,
        commands_burst: 60,
        queue_bytes: 1_048_576,
        recovery_messages: 300,
      };
      this.#reply(command.id, {
        connection_id: 'con_1',
        user: 'ada',
        server: { id: 's', version: '0' },
        ping_interval: 25,
        heartbeat_interval: 30,
        limits,
        subs,
      });
    } else this.#reply(command.id, subscribe !== undefined ? position : presence !== undefined ? { members: [] } : {});
  }

  /** Publishes a message on a channel. */
  publish(channel: string, offset: number, type: string, data: object): void {
    const pub = {
      channel,
      offset,
      type,
      data,
      timestamp: '2026-11-30T12:00:00.000Z',
      event_id: `${channel}-${offset}`,
    };
    this.#emit('message', { data: JSON.stringify({ push: { pub } }) });
  }

  close(code = 1000, reason = ''): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.#emit('close', { code, reason });
  }

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }

  #reply(id: number, result: object): void {
    this.#emit('message', { data: JSON.stringify({ id, result }) });
  }

  #emit(type: string, event: Parameters<Listener>[0]): void {
    for (const listener of this.#listeners.get(type) ?? []) listener(event);
  }
}
