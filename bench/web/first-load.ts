import { gzipSync } from 'node:zlib';
import type { MeasuredPage, Place } from './place.ts';

/** How soon one page stood there for somebody who had never been there. */
export interface FirstLoad {
  readonly path: string;
  readonly runs: number;
  /** Milliseconds after the address was asked for: medians, and the most of the largest paint. */
  readonly answerMs: number;
  readonly fcpMs: number;
  readonly lcpMs: number;
  readonly lcpMostMs: number;
  /** When the page had its heading, milliseconds. */
  readonly stoodMs: number;
  /** Script that was loaded until then, KiB as gzip makes it. */
  readonly beforeKib: number;
  /** Script until nothing was loading any more, KiB: as it came over the wire, and as gzip would have made it. */
  readonly wireKib: number;
  readonly gzipKib: number;
}

interface Seen {
  readonly lcpMs: number;
  readonly fcpMs: number;
  readonly answerMs: number;
  readonly stoodMs: number;
  readonly scripts: readonly { readonly path: string; readonly bytes: number; readonly isBefore: boolean }[];
}

const runs = 3;
const middle = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** Opens each address in contexts without a cache. */
export async function measureFirstLoad(place: Place, paths: readonly string[]): Promise<readonly FirstLoad[]> {
  const loads: FirstLoad[] = [];
  for (const path of paths) {
    const seen: Seen[] = [];
    for (let run = 0; run < runs; run += 1) {
      const page = await place.show('ada', path);
      seen.push(await whenStill(page));
      await page.context().close();
    }
    const scripts = seen[0]?.scripts ?? [];
    const bytes = await Promise.all(scripts.map((script) => gzipBytes(`${place.url}${script.path}`)));
    const before = bytes.filter((_, at) => scripts[at]?.isBefore === true);
    loads.push({
      ...{ path, runs },
      answerMs: middle(seen.map(({ answerMs }) => answerMs)),
      fcpMs: middle(seen.map(({ fcpMs }) => fcpMs)),
      lcpMs: middle(seen.map(({ lcpMs }) => lcpMs)),
      lcpMostMs: Math.max(...seen.map(({ lcpMs }) => lcpMs)),
      stoodMs: middle(seen.map(({ stoodMs }) => stoodMs)),
      beforeKib: before.reduce((sum, one) => sum + one, 0) / 1024,
      wireKib: scripts.reduce((sum, script) => sum + script.bytes, 0) / 1024,
      gzipKib: bytes.reduce((sum, one) => sum + one, 0) / 1024,
    });
  }
  return loads;
}

/** The largest paint is known once nothing is loading any more. */
async function whenStill(page: MeasuredPage): Promise<Seen> {
  await page.locator('div[aria-busy="true"]').first().waitFor({ state: 'detached' });
  await page.waitForLoadState('networkidle');
  return await page.evaluate<Seen>('speed.firstLoad()');
}

async function gzipBytes(address: string): Promise<number> {
  const answer = await fetch(address, { headers: { 'accept-encoding': 'identity' } });
  return gzipSync(Buffer.from(await answer.arrayBuffer()), { level: 9 }).length;
}
