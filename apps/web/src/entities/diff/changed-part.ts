/** Where two lines differ: what both begin and both end with is left out. */
export interface ChangedPart {
  readonly from: number;
  readonly leftTo: number;
  readonly rightTo: number;
}

/** The part in which a removed and an added line differ; `undefined` where nearly all does, and marking would not help. */
export function changedPart(left: string, right: string): ChangedPart | undefined {
  const most = Math.min(left.length, right.length);
  let from = 0;
  while (from < most && left[from] === right[from]) from += 1;
  let same = 0;
  while (same < most - from && left[left.length - 1 - same] === right[right.length - 1 - same]) same += 1;
  const kept = from + same;
  if (kept === 0 || kept * 3 < Math.max(left.length, right.length)) return undefined;
  return { from, leftTo: left.length - same, rightTo: right.length - same };
}
