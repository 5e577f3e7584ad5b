/** Lives in the measured page, before its own scripts: what was painted when, and how long the page took to answer people. */
globalThis.speed = (() => {
  const painted = new Map();
  const interactions = new Map();
  let paint = { lcp: 0, fcp: 0 };

  // Two frames on, the one that has the row has been handed over for painting.
  const afterPaint = (run) => requestAnimationFrame(() => requestAnimationFrame(run));
  const note = (name) => {
    if (painted.has(name)) return;
    painted.set(name, 0);
    afterPaint(() => {
      painted.set(name, Date.now());
      globalThis.onPainted?.(name);
    });
  };
  const watch = (look, attributes) =>
    new MutationObserver(look).observe(document, { childList: true, subtree: true, ...attributes });
  const watchRows = () =>
    watch(() => {
      for (const card of document.querySelectorAll('[data-apv]')) {
        note(card.getAttribute('aria-label')?.split(':')[0] ?? '');
      }
    });
  // A row that was decided says so, and leaves when the queue is read again.
  const awaited = new Set();
  const watchOutcomes = () =>
    watch(
      () => {
        for (const id of awaited) {
          if (document.querySelector(`[data-decision="${id}"]:not([data-outcome])`) !== null) continue;
          awaited.delete(id);
          note(id);
        }
      },
      { attributeFilter: ['data-outcome'] },
    );

  const isOnScreen = (row) => {
    const { top, bottom } = row.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  };
  const openRow = () =>
    [...document.querySelectorAll('[data-decision]:not([data-outcome])')].find(isOnScreen)?.dataset.decision;
  const awaitOutcome = (id) => void awaited.add(id);

  new PerformanceObserver((list) => {
    for (const { interactionId, duration, name, startTime } of list.getEntries()) {
      if (interactionId === 0) continue;
      const known = interactions.get(interactionId);
      if (known === undefined || known.duration < duration)
        interactions.set(interactionId, { duration, name, startTime });
    }
  }).observe({ type: 'event', durationThreshold: 16, buffered: true });
  new PerformanceObserver((list) => {
    paint = { ...paint, lcp: list.getEntries().at(-1)?.startTime ?? paint.lcp };
  }).observe({ type: 'largest-contentful-paint', buffered: true });

  let frames = [];
  let isCounting = false;
  const frame = (atMs) => {
    frames.push(atMs);
    if (isCounting) requestAnimationFrame(frame);
  };

  // The page stands once it has its heading: what it shows inside may still come.
  let stoodMs = 0;
  const heading = new MutationObserver(() => {
    if (document.querySelector('h1') === null) return;
    stoodMs = performance.now();
    heading.disconnect();
  });
  heading.observe(document, { childList: true, subtree: true });

  return {
    watchRows,
    watchOutcomes,
    openRow,
    awaitOutcome,
    paintedAt: (name) => painted.get(name) ?? 0,
    forgetInteractions: () => {
      interactions.clear();
      return performance.interactionCount;
    },
    interactions: () => ({ slow: [...interactions.values()], count: performance.interactionCount }),
    firstLoad: () => {
      const [navigation] = performance.getEntriesByType('navigation');
      const fcp = performance.getEntriesByName('first-contentful-paint').at(0)?.startTime ?? 0;
      const scripts = performance.getEntriesByType('resource').filter(({ name }) => /\.js(?:\?|$)/.test(name));
      return {
        lcpMs: paint.lcp,
        fcpMs: fcp,
        answerMs: navigation?.responseStart ?? 0,
        stoodMs,
        scripts: scripts.map(({ name, encodedBodySize, responseEnd }) => ({
          path: new URL(name).pathname,
          bytes: encodedBodySize,
          isBefore: responseEnd <= stoodMs,
        })),
      };
    },
    countFrames: () => {
      frames = [];
      isCounting = true;
      requestAnimationFrame(frame);
    },
    frames: () => {
      isCounting = false;
      return frames;
    },
  };
})();
