import type { Epss, Kev } from '@maximus/contracts';

/** Where KEV and EPSS are looked up; an advisory index is one. */
export interface SignalSource {
  kev(cve: string): Kev | undefined;
  epss(cve: string): Epss | undefined;
}

/** What KEV and EPSS say of an alias group. */
export interface Signals {
  readonly kev?: Kev;
  readonly epss?: Epss;
}

/**
 * Looks every CVE of an alias group up. Of several KEV entries the earliest counts, of several forecasts the highest;
 * on a tie the lower CVE id, so that the order of `ids` does not matter.
 */
export function signalsOf(source: SignalSource, ids: readonly string[]): Signals {
  let kev: Kev | undefined;
  let epss: Epss | undefined;
  for (const id of ids.map((each) => each.toUpperCase()).sort()) {
    if (!id.startsWith('CVE-')) continue;
    const entry = source.kev(id);
    if (entry !== undefined && (kev === undefined || entry.date_added < kev.date_added)) kev = entry;
    const forecast = source.epss(id);
    if (forecast !== undefined && (epss === undefined || forecast.probability > epss.probability)) epss = forecast;
  }
  return { ...(kev && { kev }), ...(epss && { epss }) };
}
