/** The code that people use: `APV-20260131-007`; it widens past 999 (apv.md §5). */
export function apvCode(day: string, number: number): string {
  return `APV-${day.replaceAll('-', '')}-${String(number).padStart(3, '0')}`;
}

/** The UTC day of a time, `YYYY-MM-DD`. */
export function utcDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
