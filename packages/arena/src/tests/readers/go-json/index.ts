import { type CaseState, maxCases, type ResultReader } from '../../types.ts';

const ends: Readonly<Record<string, CaseState>> = { pass: 'passed', fail: 'failed', skip: 'skipped' };

/** What `go test -json` prints: one event a line; the last action of a test is its end. */
export const goJson: ResultReader = {
  id: 'go-json',
  detect: (text) => /^\{"(?:Time|Action)":/m.test(text.slice(0, 4_096)),
  read(text) {
    const cases = new Map<string, CaseState>();
    for (const row of text.split('\n')) {
      if (!row.startsWith('{')) continue;
      const event = parsed(row);
      const state = ends[String(event?.['Action'])];
      const name = event?.['Test'];
      if (state === undefined || typeof name !== 'string') continue;
      cases.set(`${String(event?.['Package'] ?? '')} > ${name}`, state);
      if (cases.size > maxCases) return undefined;
    }
    return cases.size === 0 ? undefined : cases;
  },
};

function parsed(row: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(row);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    // Tests print what they like between the events.
    return undefined;
  }
}
