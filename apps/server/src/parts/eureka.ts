import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Audit } from '@maximus/audit';
import { startEureka } from '@maximus/eureka';
import { guardedSender } from '@maximus/herald';
import type { Route } from '@maximus/http';
import { type Module, parseDuration } from '@maximus/kernel';
import type { Oraculo } from '@maximus/oraculo';
import type { Storage } from '@maximus/storage';
import { openMachine } from '../machine/open-machine.ts';
import type { BusPart } from './bus.ts';
import { needOf, type ServerContext } from './context.ts';
import type { FirstStart } from './first-start.ts';

/** Confirms, remedies, delivers and verifies. Findings are moved by the part that matches, in the same process. */
export function eurekaModule({ config, clock, logger, registry, dataDir, version }: ServerContext): Module<Route> {
  return {
    name: 'eureka',
    needs: ['storage', 'bus', 'audit', 'first-start', 'oraculo'],
    start: async (needs) => {
      const { database, jobs, inbox } = needOf<Storage>(needs, 'storage');
      const { examples, registry: ownRegistry } = needOf<FirstStart>(needs, 'first-start');
      const { remedy, arena, delivery, llm, source, index } = config;
      const examplesFolder = join(dataDir, 'examples');
      const own = examples?.names ?? [];
      const machine = await openMachine(
        { config, dataDir, ownRegistry },
        examples === undefined ? source.roots : [...source.roots, examplesFolder],
      );
      const running = await startEureka({
        config: {
          remedy,
          llm,
          // The examples are ours: their code may be run, and what is decided about them is merged.
          arena: { ...arena, consent_projects: [...arena.consent_projects, ...own] },
          delivery: { ...delivery, local_merge_projects: [...delivery.local_merge_projects, ...own] },
        },
        clock,
        logger: logger.child({ logger: 'eureka' }),
        metrics: registry,
        database,
        jobs,
        inbox,
        bus: needOf<BusPart>(needs, 'bus').bus,
        estate: needOf<Oraculo>(needs, 'oraculo'),
        machine,
        model: {
          post: guardedSender(llm.allow_addresses, parseDuration(llm.timeout)),
          key: llm.key_file === '' || !llm.enabled ? '' : (await readFile(llm.key_file, 'utf8')).trim(),
        },
        maxIndexAgeMs: parseDuration(index.max_age) ?? 0,
        audit: needOf<Audit>(needs, 'audit'),
        version,
      });
      return {
        ...running,
        stop: async (deadline) => {
          await running.stop?.(deadline);
          await machine.remove();
        },
      };
    },
  };
}
