import { newUuid, systemClock } from '@maximus/kernel';
import { silentLogger } from '@maximus/observability';
import { type Broker, createMemoryBroker } from '../brokers/index.ts';
import { RealtimeConfig, realtimeSettings } from '../config.ts';
import { Hub } from '../hub/index.ts';
import type { Draft } from '../log/index.ts';
import { bindRealtimeMetrics } from '../metrics.ts';

/** A started hub; over memory unless a broker is given. Settings as in the configuration. */
export async function openHub(
  options: { readonly broker?: Broker; readonly config?: Record<string, unknown>; readonly nodeId?: string } = {},
): Promise<Hub> {
  const hub = new Hub({
    broker: options.broker ?? createMemoryBroker(),
    nodeId: options.nodeId ?? newUuid(systemClock),
    clock: systemClock,
    logger: silentLogger,
    metrics: bindRealtimeMetrics(),
    config: realtimeSettings(RealtimeConfig.parse(options.config ?? {})),
  });
  await hub.start();
  return hub;
}

/** A message with an id of its own. */
export function draft(eventId: string, more: Partial<Draft> = {}): Draft {
  return { eventId, type: 'apv', data: { id: eventId }, timestamp: new Date().toISOString(), ...more };
}
