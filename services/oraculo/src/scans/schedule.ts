import { hash } from 'node:crypto';
import { newId, parseDuration } from '@maximus/kernel';
import { type Jobs, takeDueProjects } from '@maximus/storage';
import type { Parts } from '../parts.ts';
import { requestProjectScan } from './request-scan.ts';

/** Name of the job that asks for periodic scans. */
export const scheduleJob = 'oraculo.schedule';

const batchSize = 500;

/** When a new project's first periodic scan is due: spread over the period, the same in every process. */
export function firstTurnMs(projectId: string, nowMs: number, periodMs: number): number {
  const share = hash('sha256', projectId, 'buffer').readUInt32BE(0) / 2 ** 32;
  return nowMs + Math.ceil(periodMs * (0.5 + share / 2));
}

/** Asks for the scans that are due; they wait for everything that somebody asked for. Answers how many. */
export async function scheduleDue(parts: Parts, jobs: Jobs): Promise<number> {
  const defaultPeriodSeconds = (parseDuration(parts.config.scan.period) ?? 3_600_000) / 1000;
  let count = 0;
  for (;;) {
    const correlationId = newId('evt', parts.clock);
    const taken = await parts.database.transaction(async (tx) => {
      const due = await takeDueProjects(tx, { nowMs: parts.clock.now(), defaultPeriodSeconds, limit: batchSize });
      for (const project of due)
        await requestProjectScan(tx, parts, jobs, project, { trigger: 'periodic', correlationId });
      return due.length;
    });
    count += taken;
    if (taken < batchSize) return count;
  }
}
