/** Round numbers from 0 up to at least `top`, at most five of them: what stands beside an axis. */
export function axisTicks(top: number): readonly number[] {
  if (top <= 0) return [0, 1];
  const rough = top / 4;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * magnitude >= rough) ?? 10) * magnitude;
  const whole = Math.max(step, top >= 4 ? Math.ceil(step) : step);
  const ticks = [0];
  while ((ticks.at(-1) ?? 0) < top) ticks.push((ticks.at(-1) ?? 0) + whole);
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
