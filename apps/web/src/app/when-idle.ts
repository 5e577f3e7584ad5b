/** Milliseconds that the page itself has first, and after which it counts as idle at the latest. */
const [firstMs, latestMs] = [2_000, 8_000];

/** Runs something once the page has been painted and has nothing else to do; gives what calls it off. */
export function whenIdle(run: () => void): () => void {
  let idle: number | undefined;
  const timer = setTimeout(() => {
    // Not every browser tells.
    if (typeof requestIdleCallback !== 'function') run();
    else idle = requestIdleCallback(run, { timeout: latestMs - firstMs });
  }, firstMs);
  return () => {
    clearTimeout(timer);
    if (idle !== undefined) cancelIdleCallback(idle);
  };
}
