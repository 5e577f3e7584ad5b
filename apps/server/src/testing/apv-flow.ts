import { setTimeout as pause } from 'node:timers/promises';
import type { SignedIn } from './sign-in.ts';

/** APVs that are made one after another while things go wrong, as a program would that tries again when it is refused. */
export interface ApvFlow {
  /** The id of each advisory that a server said yes to, and its APV. */
  readonly acknowledged: ReadonlyMap<string, string>;
  /** Requests that were refused or got no answer. */
  readonly refused: number;
  /** Ends after the one in hand was said yes to. */
  stop(): Promise<void>;
}

const betweenMs = 100;
let flows = 0;

/** Makes APVs at these servers in turn until it is stopped; what one of them refuses goes to the next. */
export function startFlow(ada: SignedIn, urls: readonly string[]): ApvFlow {
  flows += 1;
  const series = flows;
  const apis = urls.map((url) => ada.api(url));
  const acknowledged = new Map<string, string>();
  let refused = 0;
  let isStopping = false;
  const run = async () => {
    for (let turn = 0, n = 0; !isStopping; n += 1) {
      const cve = `CVE-2098-${series}${String(n).padStart(5, '0')}`;
      while (!acknowledged.has(cve)) {
        turn += 1;
        const answer = await apis[turn % apis.length]?.triggerTestApv({ body: { cve_id: cve } });
        if (answer?.ok === true) acknowledged.set(cve, answer.value.body.apv_id);
        else refused += 1;
        await pause(betweenMs);
      }
    }
  };
  const running = run();
  return {
    acknowledged,
    get refused() {
      return refused;
    },
    stop: () => {
      isStopping = true;
      return running;
    },
  };
}
