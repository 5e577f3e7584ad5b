import {
  type CommandFailure,
  type CommandMethod,
  type CommandParams,
  Heartbeat,
  type Push,
  type Reply,
  ServerMessage,
  splitFrame,
} from '@maximus/contracts';
import { fail, ok, type Result } from '@maximus/kernel';
import { Timers } from './timers.ts';
import type { LiveTimings, SocketLike } from './types.ts';

/** Why a command has no result: the server's word, or ours with code 0. */
export type CommandOutcome = Result<Readonly<Record<string, unknown>>, CommandFailure>;

/** What a link tells. After `closed` it tells nothing more. */
export interface LinkEvents {
  opened(): void;
  pushed(push: Push): void;
  /** Something that is neither reply nor push of this version. */
  unknown(): void;
  closed(code: number, reason: string): void;
}

/** Code that a link gives itself when it stops believing in its socket. */
const deadCode = 1006;

/** One socket from its opening to its end: commands and their replies, pings, and the watch for silence. */
export class Link {
  readonly #socket: SocketLike;
  readonly #events: LinkEvents;
  readonly #timings: LiveTimings;
  readonly #timers = new Timers();
  readonly #pending = new Map<number, (outcome: CommandOutcome) => void>();
  #lastId = 0;
  #over = false;

  constructor(socket: SocketLike, events: LinkEvents, timings: LiveTimings) {
    this.#socket = socket;
    this.#events = events;
    this.#timings = timings;
    this.#timers.set('connect', timings.connectTimeoutMs, () => this.end(deadCode, 'no connection in time'));
    socket.addEventListener('open', () => {
      if (this.#over) socket.close(1000);
      else this.#events.opened();
    });
    socket.addEventListener('message', ({ data }) => this.#received(data));
    socket.addEventListener('close', ({ code = deadCode, reason = '' }) => this.#finish(code, reason));
    // The close event follows and says all that is known.
    socket.addEventListener('error', () => undefined);
  }

  /** The handshake is done: watch for silence from now on. */
  established(): void {
    this.#timers.clear('connect');
    this.#listenFor();
    this.#pingLater();
  }

  /** Sends a command and resolves with its reply; a failure of code 0 when there will be none. */
  command<M extends CommandMethod>(method: M, params: CommandParams<M>): Promise<CommandOutcome> {
    if (this.#over || this.#socket.readyState !== 1) return Promise.resolve(lost('the connection is gone'));
    this.#lastId += 1;
    const id = this.#lastId;
    const { promise, resolve } = Promise.withResolvers<CommandOutcome>();
    this.#pending.set(id, resolve);
    this.#timers.set(`reply ${id}`, this.#timings.commandTimeoutMs, () => {
      this.#pending.delete(id);
      resolve(lost('no reply in time'));
    });
    this.#socket.send(JSON.stringify({ id, [method]: params }));
    return promise;
  }

  /** Ends it from this side and tells so at once: a dead network would take minutes to say it. */
  end(code: number, reason: string): void {
    if (this.#over) return;
    this.#finish(code, reason);
    this.#socket.close(1000);
  }

  #received(data: unknown): void {
    if (this.#over) return;
    this.#listenFor();
    for (const part of typeof data === 'string' ? splitFrame(data) : ['']) {
      if (this.#over) return;
      this.#part(part);
    }
  }

  #part(text: string): void {
    const message = ServerMessage.safeParse(parsed(text));
    if (!message.success) this.#events.unknown();
    else if ('push' in message.data) this.#events.pushed(message.data.push);
    else this.#replied(message.data);
  }

  #replied({ id, result, error }: Reply): void {
    const resolve = this.#pending.get(id);
    this.#pending.delete(id);
    this.#timers.clear(`reply ${id}`);
    resolve?.(error === undefined ? ok(result ?? {}) : fail(error));
  }

  #listenFor(): void {
    if (this.#timers.has('connect')) return;
    this.#timers.set('silence', this.#timings.silenceMs, () => this.end(deadCode, 'nothing was heard'));
  }

  #pingLater(): void {
    this.#timers.set('ping', this.#timings.pingMs, () => {
      void this.command('ping', {}).then((outcome) => {
        if (!outcome.ok || this.#over) return;
        const heartbeat = Heartbeat.safeParse({ ...outcome.value, active_connections: 0 });
        if (heartbeat.success) this.#events.pushed({ heartbeat: heartbeat.data });
      });
      this.#pingLater();
    });
  }

  #finish(code: number, reason: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#timers.clearAll();
    for (const resolve of this.#pending.values()) resolve(lost('the connection was closed'));
    this.#pending.clear();
    this.#events.closed(code, reason);
  }
}

function lost(message: string): CommandOutcome {
  return fail({ code: 0, message, temporary: true });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
