import { type CommandErrorCode, parseSince, SimpleCommand } from '@maximus/contracts';
import type { Connection, Dialect, Session } from '@maximus/realtime';
import { dialects } from '../dialects/dialects.ts';
import type { SimpleQuery } from './immunity-session.ts';
import { SimpleSession } from './simple-session.ts';

/** Makes sessions of `/ws/{client_id}`; the id is a label and identifies nobody. */
export function labelledSession(label: string, query: SimpleQuery): (connection: Connection) => Session {
  return (connection) => new LabelledSession(connection, label, query);
}

/** Any channels by name (gateway.md §8). */
class LabelledSession extends SimpleSession<SimpleCommand> {
  readonly dialect: Dialect;
  readonly #label: string;

  constructor(connection: Connection, label: string, { positions }: SimpleQuery) {
    super(connection, SimpleCommand);
    this.#label = label;
    this.dialect = positions ? dialects.simple.positions : dialects.simple.plain;
    queueMicrotask(() => this.#say('info', { data: { message: 'welcome', connection_id: connection.id } }));
  }

  protected command(command: SimpleCommand): void {
    if (command.type === 'ping') this.#say('pong');
    else if (command.type === 'unsubscribe') {
      this.connection.drop(command.channel);
      this.#say('unsubscribed', { channel: command.channel });
    } else {
      const { channel, since } = command;
      this.join(channel, parseSince(since), () => this.#say('subscribed', { channel }));
    }
  }

  protected fault(code: CommandErrorCode, message: string): void {
    this.#say('error', { data: { code, message } });
  }

  protected resync(channel: string): void {
    this.#say('info', { channel, data: { status: 'resync' } });
  }

  #say(type: string, more: object = {}): void {
    this.connection.send(JSON.stringify({ type, ...more, timestamp: this.now, client_id: this.#label }));
  }
}
