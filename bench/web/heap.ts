import { until } from '@maximus/server/testing';
import type { MeasuredPage, Place } from './place.ts';

/** What an open page keeps of what it has been told. */
export interface Heap {
  readonly events: number;
  /** Frames of the socket that brought them, and how long that took. */
  readonly frames: number;
  readonly seconds: number;
  /** MiB of script's memory after a collection: before the events, when they had come, and 10 s later. */
  readonly beforeMib: number;
  readonly afterMib: number;
  readonly laterMib: number;
  /** Nodes of the document, before and after. */
  readonly nodesBefore: number;
  readonly nodesAfter: number;
}

/** Makes so many APVs known to the server while a page of the live list is open. */
export async function measureHeap(place: Place, events: number): Promise<Heap> {
  const page = await place.show('ada', '/adaptive-immunity');
  await page.locator('[data-apv]').first().waitFor();
  const session = await page.context().newCDPSession(page);
  let frames = 0;
  const came = new Set<string>();
  session.on('Network.webSocketFrameReceived', ({ response }) => {
    frames += 1;
    for (const [name] of response.payloadData.matchAll(/CVE-2025-\d{5}/g)) came.add(name);
  });
  await session.send('Network.enable');
  const before = await heapOf(page);
  const began = performance.now();
  const names = await place.more(events);
  await until(`${events} have come`, () => names.every((name) => came.has(name)), {
    withinMs: 180_000,
    state: () => names.filter((name) => came.has(name)).length,
  });
  const seconds = (performance.now() - began) / 1000;
  await page.waitForTimeout(2_000);
  const after = await heapOf(page);
  await page.waitForTimeout(10_000);
  const later = await heapOf(page);
  await page.context().close();
  return {
    ...{ events, frames, seconds, beforeMib: before.mib, afterMib: after.mib, laterMib: later.mib },
    ...{ nodesBefore: before.nodes, nodesAfter: later.nodes },
  };
}

async function heapOf(page: MeasuredPage): Promise<{ readonly mib: number; readonly nodes: number }> {
  const session = await page.context().newCDPSession(page);
  // Twice: what the first lets go of may have held something.
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const { nodes } = await session.send('Memory.getDOMCounters');
  await session.detach();
  return { mib: usedSize / 2 ** 20, nodes };
}
