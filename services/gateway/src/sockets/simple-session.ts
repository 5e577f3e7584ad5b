import { type CommandErrorCode, commandErrors, type Position, type SubscribeParams } from '@maximus/contracts';
import { fail } from '@maximus/kernel';
import {
  CommandBucket,
  type Connection,
  type Dialect,
  type Message,
  type Session,
  type Subscription,
} from '@maximus/realtime';
import type { z } from 'zod';

/** Commands in a row that may be none before the connection is closed (gateway.md §8). */
const maxFaults = 10;

/**
 * What the simple endpoints share: one JSON object per message, errors as messages, ten faults in a row close. A stream
 * that was begun anew is joined again by itself, because these clients have no positions; they are told to reload.
 */
export abstract class SimpleSession<C> implements Session {
  abstract readonly dialect: Dialect;
  protected readonly connection: Connection;
  readonly #schema: z.ZodType<C>;
  readonly #bucket: CommandBucket;
  #faults = 0;

  constructor(connection: Connection, schema: z.ZodType<C>) {
    this.connection = connection;
    this.#schema = schema;
    const { config, clock } = connection.hub;
    this.#bucket = new CommandBucket(config.commands_per_second, config.commands_burst, clock.now());
  }

  /** Carries one command out. */
  protected abstract command(command: C): void;
  /** Tells of a fault in this endpoint's form. */
  protected abstract fault(code: CommandErrorCode, message: string): void;
  /** Tells that something cannot be replayed. */
  protected abstract resync(channel: string): void;

  received(text: string): void {
    const verdict = this.#bucket.take(this.connection.hub.clock.now());
    if (verdict === 'abuse') this.connection.close(3013);
    else if (verdict === 'refused') this.fault(111, commandErrors[111].message);
    else this.#read(text);
  }

  unsubscribed({ address }: Subscription, code: 2003 | 2500): void {
    if (code === 2003) this.fault(103, `${address.name}: ${commandErrors[103].message}`);
    else {
      this.resync(address.name);
      this.join(address.name);
    }
  }

  presence(_name: string): void {
    // Only people who review are shown to each other.
  }

  expiring(_expiresAtMs: number): void {
    // Nothing to refresh with: the client comes back with a new ticket after the close.
  }

  closed(): void {
    // Nothing is kept outside of the connection.
  }

  protected get now(): string {
    return new Date(this.connection.hub.clock.now()).toISOString();
  }

  /** Reads a channel, from a position where one is given; what was missed is sent first, or the client is told. */
  protected join(channel: string, since?: Position, joined?: (subscription: Subscription) => void): void {
    const params: SubscribeParams = { channel, ...(since && { recover: true, ...since }) };
    const open = () => this.#open(params, joined);
    const wait = this.connection.hub.catchUp(params);
    if (wait === undefined) open();
    else void wait.then(open);
  }

  /** Sends messages that were missed. */
  protected replay(subscription: Subscription, messages: readonly Message[]): void {
    const epoch = this.connection.hub.position(subscription.address.name)?.epoch ?? '';
    for (const message of messages) {
      if (subscription.types?.has(message.record.type) === false) continue;
      this.connection.send(this.dialect.message(message, subscription.address.name, 0, epoch));
    }
  }

  #open(params: SubscribeParams, joined: ((subscription: Subscription) => void) | undefined): void {
    const { connection } = this;
    if (!connection.isOpen) return;
    const { channel } = params;
    const isTaken = connection.subscriptions.has(channel);
    if (!isTaken && connection.subscriptions.size >= connection.hub.config.channels_per_connection) {
      connection.close(3505);
      return;
    }
    const outcome = isTaken ? fail(105 as const) : connection.hub.subscribe(connection, params);
    if (!outcome.ok) {
      this.fault(outcome.error, `${channel}: ${commandErrors[outcome.error].message}`);
      return;
    }
    const { subscription, messages, wasRecovering, recovered } = outcome.value;
    connection.opened(subscription);
    joined?.(subscription);
    this.replay(subscription, messages);
    if (wasRecovering && !recovered) this.resync(channel);
  }

  #read(text: string): void {
    const command = this.#schema.safeParse(parsed(text));
    if (command.success) {
      this.#faults = 0;
      this.command(command.data);
      return;
    }
    this.#faults += 1;
    if (this.#faults >= maxFaults) this.connection.close(3501);
    else this.fault(107, 'not a message of this endpoint');
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
