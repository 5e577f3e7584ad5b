import type { MeasuredPage } from './place.ts';

/** What a trace says about one stretch of work of the page's main thread. */
export interface Traced {
  readonly seconds: number;
  readonly tasks: number;
  /** Milliseconds of the longest task: by the clock, and of processor time, without what others took meanwhile. */
  readonly longestTaskMs: number;
  readonly longestTaskCpuMs: number;
  readonly tasksOver50: number;
  readonly tasksOver50Cpu: number;
  /** What the longest task was about: its longest parts by name. */
  readonly longestTaskOf: readonly string[];
  /** Frames that the page was asked to draw; how many missed a refresh, and how many came more than two after the one before. */
  readonly frames: number;
  readonly framesOver25: number;
  readonly framesOver33: number;
  readonly longestFrameMs: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

const categories = ['__metadata', 'devtools.timeline', 'disabled-by-default-devtools.timeline'];
/** Two refreshes of a screen with 60 of them, and what a clock of a tenth of a millisecond makes of that. */
const twoRefreshesMs = 33.4;

/** Does some work in a page under a trace of the browser. */
export async function trace(page: MeasuredPage, work: () => Promise<void>): Promise<Traced> {
  const browser = page.context().browser();
  if (browser === null) throw new Error('the page has no browser');
  await browser.startTracing(page, { categories: [...categories] });
  await page.evaluate('performance.mark("work-begins"); speed.countFrames()');
  await work();
  const frames = await page.evaluate<number[]>('performance.mark("work-ends"); speed.frames()');
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  return { ...tasksIn(traceEvents), ...framesIn(frames) };
}

/** The page's own main thread is the renderer's thread that was busiest. */
function tasksIn(events: readonly TraceEvent[]) {
  const mains = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}/${tid}`),
  );
  const onMain = events.filter(({ pid, tid, ph }) => ph === 'X' && mains.has(`${pid}/${tid}`));
  const tasks = onMain.filter(({ name }) => name === 'RunTask');
  const length = ({ dur = 0 }: TraceEvent) => dur / 1000;
  const longest = tasks.reduce<TraceEvent | undefined>(
    (a, b) => (a === undefined || length(b) > length(a) ? b : a),
    undefined,
  );
  const until = (longest?.ts ?? 0) + (longest?.dur ?? 0);
  const parts = onMain
    .filter((each) => each !== longest && longest !== undefined && each.pid === longest.pid && each.tid === longest.tid)
    .filter(({ ts, dur = 0 }) => longest !== undefined && ts >= longest.ts && ts + dur <= until)
    .filter(({ name }) => name !== 'RunTask')
    .sort((a, b) => length(b) - length(a))
    .slice(0, 6);
  return {
    tasks: tasks.length,
    longestTaskMs: longest === undefined ? 0 : length(longest),
    longestTaskCpuMs: Math.max(0, ...tasks.map(({ tdur = 0 }) => tdur / 1000)),
    tasksOver50: tasks.filter((task) => length(task) > 50).length,
    tasksOver50Cpu: tasks.filter(({ tdur = 0 }) => tdur > 50_000).length,
    longestTaskOf: parts.map((each) => `${each.name} ${length(each).toFixed(1)} ms`),
  };
}

function framesIn(atMs: readonly number[]) {
  const between = atMs.slice(1).map((at, index) => at - (atMs[index] ?? at));
  return {
    seconds: ((atMs.at(-1) ?? 0) - (atMs[0] ?? 0)) / 1000,
    frames: between.length,
    framesOver25: between.filter((ms) => ms > 25).length,
    framesOver33: between.filter((ms) => ms > twoRefreshesMs).length,
    longestFrameMs: Math.max(0, ...between),
  };
}
