import { appendFileSync } from 'node:fs';
import { BusConfig } from '../../config.ts';
import { createBus } from '../../create-bus.ts';
import { sampleCatalogue, sampleTopic } from '../sample-events.ts';

/**
 * A consumer that is a process of its own, to be killed in the midst of its work: it writes each event that it has handled
 * to a file, and is ready when it says so. Arguments: broker, group, type of event, file, milliseconds per event.
 */
const [broker = '', group = '', type = '', file = '', workMs = '0'] = process.argv.slice(2);

const bus = await createBus({
  config: BusConfig.parse({ driver: 'kafka', kafka: { brokers: [broker], session_timeout: '6s' } }),
  catalogue: sampleCatalogue(type),
  storeDeadLetter: async (letter) => {
    appendFileSync(file, `letter ${letter.id}\n`);
  },
});
await bus.subscribe({
  group,
  topics: [sampleTopic],
  types: [type],
  async handle(event, { key }) {
    await new Promise((resolve) => setTimeout(resolve, Number(workMs)));
    appendFileSync(file, `${process.pid} ${key} ${String(event.data['n'])}\n`);
  },
});
process.stdout.write('ready\n');
// The bus does not keep a process alive by itself.
setInterval(() => undefined, 60_000);
