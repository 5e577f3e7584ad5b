/** Forecasts of one day. */
export interface EpssDay {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly columns: EpssColumns;
}

/** Rows of (number of the CVE, probability, percentile), the last two in billionths. */
export class EpssColumns {
  cves = new Float64Array(1024);
  probabilities = new Uint32Array(1024);
  percentiles = new Uint32Array(1024);
  length = 0;

  add(cve: number, probability: number, percentile: number): void {
    if (this.length === this.cves.length) this.grow();
    this.cves[this.length] = cve;
    this.probabilities[this.length] = probability;
    this.percentiles[this.length] = percentile;
    this.length += 1;
  }

  /** Places of the rows in order of CVE, each CVE once: of two rows for one, the later. */
  order(): Uint32Array {
    const { cves, length } = this;
    const order = new Uint32Array(length);
    let inOrder = true;
    for (let i = 0; i < length; i += 1) {
      order[i] = i;
      if (i > 0 && (cves[i] as number) <= (cves[i - 1] as number)) inOrder = false;
    }
    if (inOrder) return order;
    order.sort((a, b) => (cves[a] as number) - (cves[b] as number) || a - b);
    return order.filter((place, i) => i === length - 1 || cves[place] !== cves[order[i + 1] as number]);
  }

  private grow(): void {
    const { cves, probabilities, percentiles } = this;
    this.cves = new Float64Array(this.length * 2);
    this.cves.set(cves);
    this.probabilities = new Uint32Array(this.length * 2);
    this.probabilities.set(probabilities);
    this.percentiles = new Uint32Array(this.length * 2);
    this.percentiles.set(percentiles);
  }
}

/** `CVE-2024-123` as one number that sorts by year, then number; `undefined` for what is no CVE id. */
export function cveNumber(cve: string): number | undefined {
  return cve.length > 19 ? undefined : cveNumberAt(Buffer.from(cve, 'latin1'), 0, cve.length);
}

/** As `cveNumber`, of the ASCII text from `start` to before `end`. */
export function cveNumberAt(bytes: Uint8Array, start: number, end: number): number | undefined {
  const length = end - start;
  if (length < 9 || length > 19 || bytes[start + 3] !== dash || bytes[start + 8] !== dash) return undefined;
  const letter = (place: number) => (bytes[start + place] as number) | 32;
  if (letter(0) !== 99 || letter(1) !== 118 || letter(2) !== 101) return undefined;
  const year = digits(bytes, start + 4, start + 8);
  const serial = digits(bytes, start + 9, end);
  return year < 0 || serial < 0 || end === start + 9 ? undefined : year * 1e10 + serial;
}

const dash = 45;

/** The id of a number that `cveNumber` gave. */
export function cveText(number: number): string {
  const year = Math.floor(number / 1e10);
  return `CVE-${String(year).padStart(4, '0')}-${String(number - year * 1e10).padStart(4, '0')}`;
}

function digits(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i += 1) {
    const d = (bytes[i] as number) - 48;
    if (d < 0 || d > 9) return -1;
    value = value * 10 + d;
  }
  return value;
}
