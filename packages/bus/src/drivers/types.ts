import type { Bus } from '../bus.ts';
import type { BusConfig } from '../config.ts';
import type { SubscriberNeeds } from '../consumption/subscriber.ts';

/** What a driver is made of. */
export interface DriverNeeds extends SubscriberNeeds {
  readonly config: BusConfig;
}

/** Something that carries events. Every driver shows the behaviour of `testing/contract.ts`. */
export interface BusDriver {
  /** The name of its folder and of the setting. */
  readonly id: BusConfig['driver'];
  readonly capabilities: {
    /** Whether it opens connections. */
    readonly network: boolean;
    /** Whether events outlive the process by it, not by the outbox alone. */
    readonly durable: boolean;
  };
  /** Makes a bus; does not wait for brokers. Throws `bus.settings` for settings that cannot work. */
  create(needs: DriverNeeds): Promise<Bus>;
}
