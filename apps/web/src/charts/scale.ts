/** Round whole numbers from 0 up to at least `top`, at most six of them: what stands beside an axis of counts. */
export function axisTicks(top: number): readonly number[] {
  if (top <= 0) return [0, 1];
  const rough = top / 4;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * magnitude >= rough) ?? 10) * magnitude;
  return upTo(top, Math.max(1, Math.ceil(step)));
}

const spans = [1, 2, 5, 10, 15, 30].flatMap((step) => [step, step * 60]);
/** Steps in which people count time, in seconds: seconds, minutes, hours, days. */
const timeSteps = [...spans, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800, 432_000].sort((a, b) => a - b);

/** Round spans from 0 up to at least `top`, in seconds: 15 min, 30 min, 45 min and not 1,000 s. */
export function timeTicks(top: number): readonly number[] {
  if (top <= 0) return [0, 60];
  const rough = top / 4;
  const longest = 864_000;
  return upTo(top, timeSteps.find((step) => step >= rough) ?? Math.ceil(rough / longest) * longest);
}

function upTo(top: number, step: number): readonly number[] {
  const ticks = [0];
  while ((ticks.at(-1) ?? 0) < top) ticks.push((ticks.at(-1) ?? 0) + step);
  return ticks;
}

/** Which of `count` labels fit beside each other on `width` pixels: every nth, the last one always. */
export function shownLabels(count: number, width: number, labelWidth: number): ReadonlySet<number> {
  const every = Math.max(1, Math.ceil((count * labelWidth) / Math.max(1, width)));
  const shown = new Set<number>();
  for (let at = count - 1; at >= 0; at -= every) shown.add(at);
  return shown;
}

/** The path of a line through values on a field of `width` × `height`; gaps where a value is null. */
export function linePath(values: readonly (number | null)[], width: number, height: number, top: number): string {
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  let drawing = false;
  return values
    .map((value, at) => {
      if (value === null) {
        drawing = false;
        return '';
      }
      const command = drawing ? 'L' : 'M';
      drawing = true;
      const y = top === 0 ? height : height - (value / top) * height;
      return `${command}${(at * step).toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
}
