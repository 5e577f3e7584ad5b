import { newId } from '@maximus/kernel';
import { readMatchState } from '@maximus/storage';
import type { IndexLease } from '../live-index/live-index.ts';
import type { Parts } from '../parts.ts';
import { applyAdvisories } from './apply-advisories.ts';
import type { DeltaReport } from './apply-judgement.ts';
import { refreshSignals } from './refresh-signals.ts';
import { rematchEstate } from './rematch-estate.ts';

/**
 * Keeps the estate's matches up to date with the live index, one run at a time in this process. From the generation that
 * the estate stands on it looks only at what changed; where that generation is not at hand, at every component once.
 * Two processes that do the same write the same, and the second finds nothing left to write.
 */
export class MatchKeeper {
  private readonly parts: Parts;
  /** The generation that this process last brought the estate to, kept open to be compared with the next. */
  private matched: IndexLease | undefined;
  private running: Promise<DeltaReport | undefined> = Promise.resolve(undefined);

  constructor(parts: Parts) {
    this.parts = parts;
  }

  /** Brings the estate to the live generation; answers what was written, or nothing when it stood there already. */
  catchUp(correlationId?: string): Promise<DeltaReport | undefined> {
    const next = this.running.then(
      () => this.run(correlationId),
      () => this.run(correlationId),
    );
    this.running = next;
    return next;
  }

  close(): void {
    this.matched?.[Symbol.dispose]();
    this.matched = undefined;
  }

  private async run(correlationId: string = newId('evt', this.parts.clock)): Promise<DeltaReport | undefined> {
    const { parts } = this;
    const lease = parts.index.tryLease();
    if (lease === undefined) return undefined;
    try {
      const { live } = lease;
      const state = await readMatchState(parts.database);
      if (state !== undefined && state.generation === live.generation && state.digest === live.digest) {
        this.keep(lease);
        return undefined;
      }
      // Another process has matched a newer one: this one opens it before it writes anything.
      if (state !== undefined && state.builtAtMs > live.builtAtMs) {
        lease[Symbol.dispose]();
        return undefined;
      }
      const before = this.matched?.live;
      const isKnown = before !== undefined && before.generation === state?.generation && before.digest === state.digest;
      const report = isKnown
        ? await applyAdvisories(parts, before, live, correlationId)
        : await rematchEstate(parts, live, { correlationId });
      await refreshSignals(parts, live, correlationId);
      parts.metrics.index_records_count.set(live.index.manifest.records);
      parts.metrics.index_generation_count.set(live.generation);
      parts.log.info({ ...report, generation: live.generation, delta: isKnown }, 'the estate is matched');
      this.keep(lease);
      return report;
    } catch (error) {
      lease[Symbol.dispose]();
      throw error;
    }
  }

  private keep(lease: IndexLease): void {
    if (this.matched?.live === lease.live) {
      lease[Symbol.dispose]();
      return;
    }
    this.matched?.[Symbol.dispose]();
    this.matched = lease;
  }
}
