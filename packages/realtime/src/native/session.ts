import { type CommandErrorCode, type CommandParams, type SubscribeParams, splitFrame } from '@maximus/contracts';
import { fail, ok, type Result } from '@maximus/kernel';
import { CommandBucket, type Connection, type Session } from '../connection/index.ts';
import type { Subscription, Viewer } from '../hub/index.ts';
import type { Message } from '../log/index.ts';
import { type Command, readCommand } from './command.ts';
import { nativeDialect } from './dialect.ts';
import { errorReply, failureOf, resultReply, subscribeResult } from './replies.ts';

/** What native sessions need of their surroundings. */
export interface NativeOptions {
  readonly serverId: string;
  readonly version: string;
  /** Who a token stands for. */
  authenticate(token: string, address: string): Promise<Result<Viewer>>;
  /** Called once the connection has told who it is; false when that user has too many connections, which closes 3504. */
  mayConnect(connection: Connection): boolean;
}

/** At most this many objects in one frame. */
const maxCommandsPerFrame = 64;

/** Makes native sessions. */
export function nativeSession(options: NativeOptions): (connection: Connection) => Session {
  return (connection) => new NativeSession(connection, options);
}

/** One connection that speaks the native protocol (gateway.md §2). */
class NativeSession implements Session {
  readonly dialect = nativeDialect;
  readonly #connection: Connection;
  readonly #options: NativeOptions;
  readonly #bucket: CommandBucket;
  #connected = false;
  /** Commands are carried out one after the other: a subscribe right behind its connect finds it done. */
  #tail: Promise<void> | undefined;

  constructor(connection: Connection, options: NativeOptions) {
    this.#connection = connection;
    this.#options = options;
    const { config, clock } = connection.hub;
    this.#bucket = new CommandBucket(config.commands_per_second, config.commands_burst, clock.now());
  }

  received(text: string): void {
    const parts = splitFrame(text);
    if (parts.length > maxCommandsPerFrame) {
      this.#connection.close(3501);
      return;
    }
    for (const part of parts) {
      if (!this.#connection.isOpen) return;
      const command = readCommand(part);
      const verdict = this.#bucket.take(this.#connection.hub.clock.now());
      if (verdict === 'abuse') {
        this.#connection.close(3013);
        return;
      }
      const id = command.ok ? command.value.id : command.error.id;
      if (verdict === 'refused') this.#connection.send(errorReply(id, 111));
      else if (!command.ok) this.#connection.send(errorReply(id, command.error.code, command.error.detail));
      else this.#run(command.value);
    }
  }

  unsubscribed({ address }: Subscription, code: 2003 | 2500): void {
    const reason = code === 2500 ? 'insufficient state' : 'permission lost';
    this.#connection.send(JSON.stringify({ push: { channel: address.name, unsubscribe: { code, reason } } }));
  }

  presence(name: string): void {
    const members = this.#connection.hub.members(name);
    this.#connection.send(JSON.stringify({ push: { channel: name, presence: { members } } }));
  }

  expiring(expiresAtMs: number): void {
    const expires_at = new Date(expiresAtMs).toISOString();
    this.#connection.send(JSON.stringify({ push: { refresh: { expires_at } } }));
  }

  leaving(reconnect_after_ms: number): void {
    const disconnect = { code: 3001, reason: 'draining', reconnect_after_ms };
    this.#connection.send(JSON.stringify({ push: { disconnect } }));
  }

  closed(): void {
    this.#connected = false;
  }

  #run(command: Command): void {
    const waitsFor = this.#tail;
    const done = waitsFor === undefined ? this.#carryOut(command) : waitsFor.then(() => this.#carryOut(command));
    if (done === undefined) return;
    const tail = done.catch(() => this.#connection.send(errorReply(command.id, 100)));
    this.#tail = tail;
    void tail.then(() => {
      if (this.#tail === tail) this.#tail = undefined;
    });
  }

  #carryOut({ id, method, params }: Command): Promise<void> | undefined {
    const { hub } = this.#connection;
    if (method === 'connect') return this.#connect(id, params);
    if (!this.#connected) return this.#refuse(id, 101);
    switch (method) {
      case 'subscribe':
        return this.#subscribe(id, params);
      case 'unsubscribe':
        hub.presence.leave(this.#connection.id, params.channel);
        this.#connection.drop(params.channel);
        return this.#answer(id, '{}');
      case 'ping': {
        const time = new Date(hub.clock.now()).toISOString();
        return this.#answer(id, JSON.stringify({ time, positions: this.#connection.positions() }));
      }
      case 'refresh':
        return this.#refresh(id, params.token);
      case 'history':
        return this.#history(id, params);
      case 'presence':
        return this.#presence(id, params);
    }
  }

  #answer(id: number, result: string): undefined {
    this.#connection.send(resultReply(id, result));
  }

  #refuse(id: number, code: CommandErrorCode): undefined {
    this.#connection.send(errorReply(id, code));
  }

  async #connect(id: number, params: CommandParams<'connect'>): Promise<void> {
    const connection = this.#connection;
    if (this.#connected) return void connection.send(errorReply(id, 107, 'already connected'));
    if (params.token !== undefined) {
      const viewer = await this.#options.authenticate(params.token, connection.address);
      if (!viewer.ok) return connection.close(3500);
      connection.admit(viewer.value);
    }
    if (!connection.isAuthenticated) return connection.close(3500);
    if (!this.#options.mayConnect(connection)) return connection.close(3504);
    const wanted = Object.entries(params.subs ?? {});
    if (wanted.length > connection.hub.config.channels_per_connection) return connection.close(3505);
    this.#connected = true;
    const asked = wanted.map(([channel, options]) => ({ channel, ...options }));
    const waits = asked.flatMap((one) => connection.hub.catchUp(one) ?? []);
    if (waits.length > 0) await Promise.all(waits);
    if (!connection.isOpen) return;
    // Opened and told in one step: the welcome comes before any live message of its channels.
    const subs = asked.map((one) => {
      const outcome = this.#open(one);
      const told = outcome.ok ? outcome.value : JSON.stringify({ error: failureOf(outcome.error) });
      return `${JSON.stringify(one.channel)}:${told}`;
    });
    connection.send(resultReply(id, this.#welcome(subs)));
  }

  #welcome(subs: readonly string[]): string {
    const { viewer, hub, id } = this.#connection;
    const { config } = hub;
    const facts = JSON.stringify({
      connection_id: id,
      user: viewer.name,
      server: { id: this.#options.serverId, version: this.#options.version },
      ping_interval: 25,
      heartbeat_interval: config.heartbeat_interval / 1_000,
      limits: {
        channels: config.channels_per_connection,
        message_bytes: config.command_size,
        commands_per_second: config.commands_per_second,
        commands_burst: config.commands_burst,
        queue_bytes: config.queue_high_size,
        recovery_messages: config.recovery_messages,
      },
      ...(viewer.expiresAtMs === undefined ? {} : { expires_at: new Date(viewer.expiresAtMs).toISOString() }),
    });
    return `${facts.slice(0, -1)},"subs":{${subs.join(',')}}}`;
  }

  #subscribe(id: number, params: SubscribeParams): Promise<void> | undefined {
    const connection = this.#connection;
    if (connection.subscriptions.size >= connection.hub.config.channels_per_connection) {
      return void connection.close(3505);
    }
    const open = (): undefined => {
      if (!connection.isOpen) return;
      const outcome = this.#open(params);
      connection.send(outcome.ok ? resultReply(id, outcome.value) : errorReply(id, outcome.error));
    };
    const wait = connection.hub.catchUp(params);
    return wait === undefined ? open() : wait.then(open);
  }

  /** Adds the subscription; the result as JSON, to be sent in the same step. */
  #open(params: SubscribeParams): Result<string, CommandErrorCode> {
    if (this.#connection.subscriptions.has(params.channel)) return fail(105);
    const outcome = this.#connection.hub.subscribe(this.#connection, params);
    if (!outcome.ok) return outcome;
    this.#connection.opened(outcome.value.subscription);
    return ok(subscribeResult(outcome.value));
  }

  async #refresh(id: number, token: string): Promise<void> {
    const viewer = await this.#options.authenticate(token, this.#connection.address);
    if (!viewer.ok) return void this.#connection.send(errorReply(id, 109));
    if (viewer.value.id !== this.#connection.viewer.id) return this.#connection.close(3500);
    this.#connection.admit(viewer.value);
    const expires_at = new Date(viewer.value.expiresAtMs ?? Number.MAX_SAFE_INTEGER / 1_000).toISOString();
    this.#connection.send(resultReply(id, JSON.stringify({ expires_at })));
  }

  #history(id: number, { channel, since, limit, reverse }: CommandParams<'history'>): undefined {
    const { hub, viewer } = this.#connection;
    const position = hub.position(channel);
    if (position === undefined) return this.#refuse(id, 102);
    if (!hub.mayRead(channel, viewer)) return this.#refuse(id, 103);
    const held = hub.held(channel, viewer, since);
    if (held === undefined) return this.#refuse(id, 112);
    const chosen = reverse === true ? held.toReversed().slice(0, limit) : held.slice(0, limit);
    const publications = withinBytes(chosen, hub.config.recovery_size).map((message) => message.publication(channel));
    return this.#answer(
      id,
      `{"publications":[${publications.join(',')}],"offset":${position.offset},"epoch":${JSON.stringify(position.epoch)}}`,
    );
  }

  #presence(id: number, { channel, state }: CommandParams<'presence'>): undefined {
    const { hub, viewer, id: connectionId } = this.#connection;
    if (hub.position(channel) === undefined) return this.#refuse(id, 102);
    if (!hub.mayRead(channel, viewer)) return this.#refuse(id, 103);
    if (state === null) hub.presence.leave(connectionId, channel);
    else if (state !== undefined) hub.presence.enter(channel, connectionId, viewer.name, state);
    return this.#answer(id, JSON.stringify({ members: hub.members(channel) }));
  }
}

/** As many as fit into an answer, from the front: whoever asks for history reads on by position. */
function withinBytes(messages: readonly Message[], limit: number): readonly Message[] {
  let bytes = 0;
  return messages.filter((message) => {
    bytes += message.bytes;
    return bytes <= limit;
  });
}
