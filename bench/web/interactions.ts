import type { MeasuredPage, Place } from './place.ts';

/** How long the page took to show an answer to what a person pressed. */
export interface Interactions {
  /** Decisions that waited in the inbox. */
  readonly items: number;
  readonly count: number;
  /** Milliseconds from the input to the next painting, one per interaction; shorter ones than 16 count as 16. */
  readonly durations: readonly number[];
  /** The slowest, with what was being done. */
  readonly slowest: readonly { readonly what: string; readonly durationMs: number }[];
  /** 95th percentile by what was being done. */
  readonly byPart: readonly { readonly what: string; readonly count: number; readonly p95Ms: number }[];
}

interface Slow {
  readonly duration: number;
  readonly name: string;
  readonly startTime: number;
}

const least = 16;

/** Works in the inbox as a reviewer would: by keys, filters, search, opening and deciding. */
export async function measureInteractions(place: Place, items: number): Promise<Interactions> {
  const page = await place.show('grace', '/review?sort=created_at');
  await page.locator('[data-decision]').first().waitFor();
  await page.locator(`[data-pending]`).waitFor();
  const parts: { what: string; count: number; slow: readonly Slow[] }[] = [];
  const during = async (what: string, work: () => Promise<void>) => {
    await quiet(page);
    const before = await page.evaluate<number>('speed.forgetInteractions()');
    await work();
    await quiet(page);
    const { slow, count } = await page.evaluate<{ slow: Slow[]; count: number }>('speed.interactions()');
    parts.push({ what, count: count - before, slow });
  };
  for (const [what, work] of partsOf(page)) await during(what, work);
  await page.context().close();
  const all = parts.flatMap(({ slow, count }) => durationsOf(slow, count));
  const slowest = parts
    .flatMap(({ what, slow }) =>
      slow.map(({ duration, name }) => ({ what: `${what} (${name})`, durationMs: duration })),
    )
    .sort((a, b) => b.durationMs - a.durationMs);
  return {
    ...{ items, count: all.length, durations: all, slowest: slowest.slice(0, 8) },
    byPart: parts.map(({ what, slow, count }) => ({ what, count, p95Ms: p95(durationsOf(slow, count)) })),
  };
}

/** What was faster than the browser reports is counted with the least that it reports. */
function durationsOf(slow: readonly Slow[], count: number): readonly number[] {
  const known = slow.map(({ duration }) => duration);
  return [...known, ...Array.from({ length: Math.max(0, count - known.length) }, () => least)];
}

function p95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * 0.95) - 1)] ?? 0;
}

/** Until two frames have passed, so that what was pressed has been painted and is in the browser's own record. */
async function quiet(page: MeasuredPage): Promise<void> {
  await page.evaluate(
    'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))',
  );
}

type Part = readonly [what: string, work: () => Promise<void>];

function partsOf(page: MeasuredPage): readonly Part[] {
  const { keyboard } = page;
  const press = async (key: string, times: number) => {
    for (let at = 0; at < times; at += 1) {
      await keyboard.press(key);
      await quiet(page);
    }
  };
  const priority = (name: string) => page.getByRole('group', { name: 'Priority' }).getByRole('button', { name });
  const settled = () => page.locator('[data-decision]').first().waitFor();
  const heading = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
  return [
    ['next row, j', () => press('j', 80)],
    ['previous row, k', () => press('k', 40)],
    [
      'select, x and Shift+x',
      async () => {
        for (let at = 0; at < 12; at += 1) {
          await press('x', 1);
          await press('j', 1);
        }
        await press('Shift+x', 1);
      },
    ],
    [
      'select all that are loaded, Ctrl+a, and none, Escape',
      async () => {
        for (let at = 0; at < 5; at += 1) {
          await press('Control+a', 1);
          await press('Escape', 1);
        }
      },
    ],
    [
      'filter by priority',
      async () => {
        for (const name of ['High', 'Medium', 'Low', 'All', 'High', 'All']) {
          await priority(name).click();
          await page.locator('fieldset [aria-pressed="true"]', { hasText: name }).waitFor();
          await quiet(page);
        }
        await settled();
      },
    ],
    [
      'search, key by key',
      async () => {
        await press('/', 1);
        for (const key of 'bench-part-3') await press(key, 1);
        for (let at = 0; at < 12; at += 1) await press('Backspace', 1);
        await press('Enter', 1);
        await settled();
      },
    ],
    [
      'open a decision and come back',
      async () => {
        for (let at = 0; at < 5; at += 1) {
          await press('j', 1);
          await press('Enter', 1);
          await page.locator('[data-approvals]').first().waitFor();
          await press('Escape', 1);
          await heading('Review');
          await settled();
        }
      },
    ],
    [
      'menu of a row, help, dialogs',
      async () => {
        await press('j', 1);
        for (const key of ['.', '?', 'd', 's', 'e']) {
          await press(key, 1);
          await page.getByRole('dialog').first().waitFor();
          await press('Escape', 1);
          await page.getByRole('dialog').first().waitFor({ state: 'detached' });
        }
      },
    ],
    [
      'approve, a, and undo, u',
      async () => {
        for (let at = 0; at < 5; at += 1) {
          await press('j', 1);
          await press('a', 1);
          await page.locator('[data-decision][data-outcome="approved"]').first().waitFor();
          await press('u', 1);
          await page.locator('[data-decision][data-outcome="approved"]').first().waitFor({ state: 'detached' });
        }
      },
    ],
  ];
}
