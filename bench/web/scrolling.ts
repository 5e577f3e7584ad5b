import type { MeasuredPage, Place } from './place.ts';
import { type Traced, trace } from './trace.ts';

/** One way of going through the list, under a trace. */
export interface Scrolled extends Traced {
  readonly what: string;
}

/** Pixels a second of the wheel: about thirty cards. */
const wheelSpeed = 6_000;
const wheelSeconds = 20;
const dragSeconds = 20;

/** Scrolls a list of so many APVs: to its end while it is loaded, by the wheel, and all of it by the bar. */
export async function measureScrolling(place: Place): Promise<readonly Scrolled[]> {
  const oldest = await oldestApv(place);
  const page = await place.show('ada', '/adaptive-immunity');
  await page.locator('[data-apv]').first().waitFor();
  const end = page.locator(`[data-apv][aria-label^="${oldest}:"]`);
  const loading = await trace(page, async () => {
    while ((await end.count()) === 0) await page.evaluate(`${list}.scrollTo(0, ${list}.scrollHeight)`);
  });
  await toTop(page);
  const wheel = await trace(page, () => turnWheel(page, wheelSpeed * wheelSeconds, wheelSpeed));
  await toTop(page);
  const drag = await trace(page, () => page.evaluate(dragThrough(dragSeconds)));
  const inDocument = await page.locator('[data-apv]').count();
  await page.context().close();
  return [
    { what: 'to the end, until all pages are loaded', ...loading },
    { what: `by the wheel, ${wheelSpeed.toLocaleString('en-GB')} px/s`, ...wheel },
    { what: `by the bar, all of it in ${dragSeconds} s (${inDocument} cards in the document at the end)`, ...drag },
  ];
}

const list = `document.querySelector('[data-apv]').closest('[role=group]')`;

async function oldestApv({ api }: Place): Promise<string> {
  const listed = await api.listApvs({ query: { sort: '-detected', limit: 1 } });
  if (!listed.ok) throw new Error(JSON.stringify(listed.error));
  return listed.value.body.items[0]?.primary_id ?? '';
}

async function toTop(page: MeasuredPage): Promise<void> {
  await page.evaluate(`${list}.scrollTo(0, 0)`);
  await page.locator('[aria-posinset="1"]').first().waitFor();
}

/** A gesture of the browser's own, with its events, as a hand makes it. */
async function turnWheel(page: MeasuredPage, distance: number, speed: number): Promise<void> {
  const box = await page.locator('[data-apv]').first().boundingBox();
  if (box === null) throw new Error('the first card is in view');
  const session = await page.context().newCDPSession(page);
  await session.send('Input.synthesizeScrollGesture', {
    x: Math.round(box.x + box.width / 2),
    y: Math.round(box.y + box.height),
    yDistance: -distance,
    speed,
    gestureSourceType: 'mouse',
    preventFling: true,
  });
  await session.detach();
}

/** Where the bar is, follows the clock; each frame shows other rows than the one before. */
function dragThrough(seconds: number): string {
  return `new Promise((done) => {
    const list = ${list};
    // Read once: to ask for it in every frame would have the page laid out in the midst of it.
    const way = list.scrollHeight - list.clientHeight;
    const began = performance.now();
    const step = () => {
      const share = Math.min(1, (performance.now() - began) / ${seconds * 1000});
      list.scrollTo(0, share * way);
      if (share < 1) requestAnimationFrame(step);
      else requestAnimationFrame(done);
    };
    requestAnimationFrame(step);
  })`;
}
