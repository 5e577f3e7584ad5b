import { epssDate, parseEpss } from '../feeds/epss/parse.ts';
import { type KevCatalogue, parseKev } from '../feeds/kev/parse.ts';
import type { SourceItem } from '../sources/item.ts';
import { Losses, type Quarantined } from './build-report.ts';
import type { EpssDay } from './epss-day.ts';
import { type PreparedRecord, prepareText, type Refused } from './prepared-record.ts';
import type { Added, RecordStore } from './record-store.ts';
import type { RecordFeed } from './segment-content.ts';

/** Takes the items of all sources into a store: records, the newest catalogue and the newest day of forecasts. */
export class Intake {
  readonly losses = new Losses();
  kev: KevCatalogue | undefined;
  epss: EpssDay | undefined;
  /** Lists of sources of exports, as they came; whoever builds from them reads and empties them. */
  exports: { readonly text: string; readonly origin: string }[] = [];
  read = 0;
  /** Records that passed, repetitions and older copies among them. */
  good = 0;
  /** Days of forecasts as they came; only the newest one that reads is parsed, because a day has many rows. */
  private readonly days: { date: string; text: Buffer; origin: string }[] = [];
  private readonly store: RecordStore;
  private readonly feed: RecordFeed;

  constructor(store: RecordStore, feed: RecordFeed) {
    this.store = store;
    this.feed = feed;
  }

  /** `prepared` is what the record became where that was made before. */
  take(item: SourceItem, prepared?: PreparedRecord | Refused): Added | undefined {
    switch (item.kind) {
      case 'record':
        return this.takeRecord(item, prepared ?? prepareText(item.text));
      case 'kev':
        this.takeKev(item.text, item.origin);
        return undefined;
      case 'epss':
        this.takeEpss(item.text, item.origin);
        return undefined;
      case 'export':
        this.exports.push({ text: item.text.toString('utf8'), origin: item.origin });
        return undefined;
      case 'fault': {
        const { kind: _kind, ...entry } = item;
        this.losses.quarantine(entry);
        return undefined;
      }
    }
  }

  /** To be called at the end of each source: reads the newest day of forecasts that came, unless a newer one is known. */
  finishSource(): void {
    this.days.sort((a, b) => (a.date < b.date ? 1 : -1));
    for (const { date, text, origin } of this.days.splice(0)) {
      if (this.epss !== undefined && date <= this.epss.date) return;
      const parsed = parseEpss(text, date);
      if (parsed.ok) {
        const { bad } = parsed.value;
        if (bad > 0) this.losses.skip({ origin, reason: `${bad} lines are no forecast` });
        this.epss = parsed.value;
      } else this.losses.quarantine({ origin, reason: parsed.error.message });
    }
  }

  private takeRecord(item: RecordItem, prepared: PreparedRecord | Refused): Added | undefined {
    this.read += 1;
    if ('refused' in prepared) {
      this.losses.quarantine({ ...placeOf(item, prepared.id), reason: prepared.refused });
      return undefined;
    }
    this.good += 1;
    for (const fault of prepared.faults) {
      if (fault.effect === 'flagged') this.losses.flagged += 1;
      else this.losses.skip({ ...placeOf(item, prepared.id), reason: `${fault.path} ${fault.reason}` });
    }
    return this.store.put(prepared, item.text, this.feed);
  }

  private takeKev(text: Buffer, origin: string): void {
    const parsed = parseKev(text.toString('utf8'));
    if (!parsed.ok) {
      this.losses.quarantine({ origin, reason: parsed.error.message });
      return;
    }
    const { bad, released } = parsed.value;
    if (bad > 0) this.losses.skip({ origin, reason: `${bad} entries have no CVE or no date` });
    if (this.kev === undefined || released > this.kev.released) this.kev = parsed.value;
  }

  private takeEpss(text: Buffer, origin: string): void {
    const date = epssDate(text) ?? /\d{4}-\d{2}-\d{2}/.exec(origin.slice(-100))?.[0];
    if (date === undefined) this.losses.quarantine({ origin, reason: 'the EPSS file does not say its score_date' });
    else this.days.push({ date, text, origin });
  }
}

type RecordItem = SourceItem & { kind: 'record' };

/** Where a record came from, and its id as far as it has one. */
function placeOf({ origin, line }: RecordItem, id: string | undefined): Omit<Quarantined, 'reason'> {
  return { ...(id === undefined ? {} : { id }), origin, ...(line === undefined ? {} : { line }) };
}
