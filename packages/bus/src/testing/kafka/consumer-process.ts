import { appendFileSync } from 'node:fs';
import { BusConfig } from '../../config.ts';
import { createBus } from '../../create-bus.ts';
import { sampleCatalogue, sampleTopic } from '../sample-events.ts';

/** What a consumer in a process of its own does. */
export interface ConsumerTask {
  readonly broker: string;
  readonly group: string;
  /** Type of event. */
  readonly type: string;
  /** Gets a line `pid key n` for each event that was handled. */
  readonly file: string;
  /** Time that each event takes. */
  readonly workMs: number;
}

/** Consumes until the process is killed; says `ready` on standard output once it does. */
export async function consumeToFile({ broker, group, type, file, workMs }: ConsumerTask): Promise<void> {
  const bus = await createBus({
    config: BusConfig.parse({ driver: 'kafka', kafka: { brokers: [broker], session_timeout: '6s' } }),
    catalogue: sampleCatalogue(type),
    storeDeadLetter: async (letter) => appendFileSync(file, `letter ${letter.id}\n`),
  });
  await bus.subscribe({
    group,
    topics: [sampleTopic],
    types: [type],
    async handle(event, { key }) {
      await new Promise((resolve) => setTimeout(resolve, workMs));
      appendFileSync(file, `${process.pid} ${key} ${String(event.data['n'])}\n`);
    },
  });
  process.stdout.write('ready\n');
  // The bus does not keep a process alive by itself.
  setInterval(() => undefined, 60_000);
}
