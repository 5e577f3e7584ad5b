import { describe, expect, it } from 'vitest';
import { estateMissing, startEstate } from '../testing/estate.ts';
import { patient } from '../testing/patient.ts';
import { until } from '../testing/until.ts';

const missing = await estateMissing();

describe.skipIf(missing !== '')(`two servers on one PostgreSQL, one Redis and one Kafka${missing}`, () => {
  // Each with what differs between them: scripts and channels of one slot, a master that others name.
  it.each(['standalone', 'sentinel', 'cluster'] as const)(
    'bring every APV to every client once, whichever server either is at (Redis: %s)',
    async (topology) => {
      await using estate = await startEstate(topology);
      const readers = await Promise.all(estate.nodes.flatMap(({ url }) => [estate.read(url), estate.read(url)]));
      const apis = estate.nodes.map(({ url }) => patient(estate.ada.api(url)));
      const made: string[] = [];
      for (let n = 0; n < 40; n += 1) {
        const answer = await apis[n % 2]?.triggerTestApv({ body: { cve_id: `CVE-2099-1${n}` } });
        if (answer?.ok !== true) throw new Error(JSON.stringify(answer?.error));
        made.push(answer.value.body.apv_id);
      }
      await until('all know all', () => readers.every((reader) => reader.knows(made)), {
        state: () => readers.map((reader) => reader.unknownOf(made).length),
      });
      for (const reader of readers)
        expect([reader.repeats(), reader.resyncs, reader.frames.length]).toEqual([[], 0, 40]);
    },
    240_000,
  );
});
