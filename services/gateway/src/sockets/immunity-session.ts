import { type CommandErrorCode, ImmunityCommand, type Position } from '@maximus/contracts';
import type { Connection, Dialect, Session, Subscription } from '@maximus/realtime';
import { dialects } from '../dialects/dialects.ts';
import { SimpleSession } from './simple-session.ts';

const channel = 'adaptive-immunity';

/** How a simple connection was asked for in its query. */
export interface SimpleQuery {
  readonly positions: boolean;
  readonly since: Position | undefined;
}

/** Makes sessions of `/ws/adaptive-immunity`. */
export function immunitySession(query: SimpleQuery): (connection: Connection) => Session {
  return (connection) => new ImmunitySession(connection, query);
}

/** The stream of APVs, patches and metrics; delivery can be paused and goes on without a hole (gateway.md §8). */
class ImmunitySession extends SimpleSession<ImmunityCommand> {
  readonly dialect: Dialect;
  #subscription: Subscription | undefined;

  constructor(connection: Connection, { positions, since }: SimpleQuery) {
    super(connection, ImmunityCommand);
    this.dialect = positions ? dialects.immunity.positions : dialects.immunity.plain;
    // The connection is not yet registered with the hub while it makes its session.
    queueMicrotask(() => {
      this.#beat('connected', { connection_id: connection.id, message: 'Connected to the adaptive immunity stream.' });
      this.join(channel, since, (subscription) => {
        this.#subscription = subscription;
      });
    });
  }

  protected command(command: ImmunityCommand): void {
    const action = 'action' in command ? command.action : command.type;
    if (action === 'ping') this.#beat('pong');
    else if (action === 'pause') this.#pause();
    else if (action === 'resume') this.#resume();
    else {
      this.connection.drop(channel);
      this.#subscription = undefined;
      this.#beat('stopped');
    }
  }

  protected fault(code: CommandErrorCode, message: string): void {
    this.connection.send(JSON.stringify({ type: 'error', timestamp: this.now, payload: { code, message } }));
  }

  protected resync(): void {
    this.#beat('resync');
  }

  override unsubscribed(subscription: Subscription, code: 2003 | 2500): void {
    const { paused } = subscription;
    super.unsubscribed(subscription, code);
    const [next] = this.connection.subscriptions.values();
    this.#subscription = next;
    if (paused && next !== undefined) this.connection.pause(next);
  }

  #pause(): void {
    if (this.#subscription !== undefined) this.connection.pause(this.#subscription);
    this.#beat('paused');
  }

  #resume(): void {
    const subscription = this.#subscription;
    if (subscription === undefined) {
      this.join(channel, undefined, (joined) => {
        this.#subscription = joined;
        this.#beat('resumed');
      });
      return;
    }
    if (!subscription.paused) {
      this.#beat('resumed');
      return;
    }
    const { complete, messages } = this.connection.hub.resumeReading(subscription);
    this.#beat(complete ? 'resumed' : 'resync');
    this.replay(subscription, messages);
  }

  #beat(status: string, more: object = {}): void {
    this.connection.send(JSON.stringify({ type: 'heartbeat', timestamp: this.now, payload: { status, ...more } }));
  }
}
