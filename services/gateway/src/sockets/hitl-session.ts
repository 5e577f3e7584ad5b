import { type CommandErrorCode, HitlCommand, hitlEvents } from '@maximus/contracts';
import type { Connection, Dialect, Session, Subscription } from '@maximus/realtime';
import { dialects } from '../dialects/dialects.ts';
import type { SimpleQuery } from './immunity-session.ts';
import { SimpleSession } from './simple-session.ts';

const channel = 'hitl';
const decisionPrefix = 'hitl:decision/';

/** Makes sessions of `/hitl/ws`. */
export function hitlSession(version: string, query: SimpleQuery): (connection: Connection) => Session {
  return (connection) => new HitlSession(connection, version, query);
}

/** The review queue live: new patches, decisions, the system's state, and who looks at what (hitl.md §8). */
class HitlSession extends SimpleSession<HitlCommand> {
  readonly dialect: Dialect;
  readonly #events = new Set<string>(hitlEvents);

  constructor(connection: Connection, version: string, { positions, since }: SimpleQuery) {
    super(connection, HitlCommand);
    this.dialect = positions ? dialects.hitl.positions : dialects.hitl.plain;
    queueMicrotask(() => {
      const { id, viewer } = connection;
      const message = 'Connected to the review stream.';
      this.#say('welcome', { connection_id: id, message, user: viewer.name, server_version: version });
      this.join(channel, since, (subscription) => this.#choose(subscription));
    });
  }

  override presence(name: string): void {
    if (!this.#events.has('presence') || !name.startsWith(decisionPrefix)) return;
    const viewers = [...new Set(this.connection.hub.members(name).map(({ user }) => user))];
    this.#say('presence', { data: { decision_id: name.slice(decisionPrefix.length), viewers } });
  }

  override unsubscribed(subscription: Subscription, code: 2003 | 2500): void {
    super.unsubscribed(subscription, code);
    this.#choose(this.connection.subscriptions.get(channel));
  }

  protected command(command: HitlCommand): void {
    if (command.type === 'ping') this.#say('pong');
    else if (command.type === 'view') this.#view(command.decision_id);
    else {
      for (const event of command.events) {
        if (command.type === 'subscribe') this.#events.add(event);
        else this.#events.delete(event);
      }
      this.#choose(this.connection.subscriptions.get(channel));
      this.#say(`${command.type}d`, { events: [...this.#events] });
    }
  }

  protected fault(code: CommandErrorCode, message: string): void {
    this.#say('error', { code, message });
  }

  protected resync(): void {
    this.#say('system_status', { data: { status: 'resync', components: {}, degraded: [] } });
  }

  #view(decisionId: string | null): void {
    const { hub, id, viewer } = this.connection;
    hub.presence.leave(id);
    if (decisionId === null) return;
    const name = `${decisionPrefix}${decisionId}`;
    if (hub.position(name) === undefined) this.fault(107, 'not an id of a decision');
    else hub.presence.enter(name, id, viewer.name);
  }

  #choose(subscription: Subscription | undefined): void {
    if (subscription !== undefined) subscription.types = new Set(this.#events);
  }

  #say(type: string, more: object = {}): void {
    this.connection.send(JSON.stringify({ type, timestamp: this.now, ...more }));
  }
}
