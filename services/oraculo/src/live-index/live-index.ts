import type { AdvisoryIndex } from '@maximus/advisories';
import { createMatcher, type Matcher } from '@maximus/matching';

/** One open generation of the index with what was prepared from it. */
export interface LiveIndex {
  readonly index: AdvisoryIndex;
  /** Keeps what it prepares of the packages it is asked about, up to a bound. */
  readonly matcher: Matcher;
  readonly generation: number;
  readonly digest: string;
  readonly builtAtMs: number;
  /** Group id of the index → key of the estate's group, as far as it was asked for with this generation. */
  readonly groupKeys: Map<string, number>;
  /** Tells that so many components were judged; past a bound what was prepared is let go. */
  judged(components: number): void;
  /** Lets go of what was prepared. */
  forget(): void;
}

/** Components judged before what was prepared for them is let go: some tens of MB. */
const mostJudged = 20_000;

/** A generation as long as somebody uses it: it is closed when it is no longer live and the last lease has ended. */
export interface IndexLease extends Disposable {
  readonly live: LiveIndex;
}

/** Prepares an open index. */
export function liveIndexOf(index: AdvisoryIndex): LiveIndex {
  const { manifest } = index;
  let matcher = createMatcher(index);
  let judged = 0;
  const forget = () => {
    matcher = createMatcher(index);
    judged = 0;
  };
  return {
    index,
    get matcher() {
      return matcher;
    },
    judged: (components) => {
      judged += components;
      if (judged > mostJudged) forget();
    },
    forget,
    generation: manifest.generation,
    digest: manifest.digest,
    builtAtMs: Date.parse(manifest.builtAt),
    groupKeys: new Map(),
  };
}

/** A live index with its users counted. */
export class CountedIndex {
  readonly live: LiveIndex;
  private users = 0;
  private retired = false;

  constructor(live: LiveIndex) {
    this.live = live;
  }

  lease(): IndexLease {
    this.users += 1;
    let ended = false;
    return {
      live: this.live,
      [Symbol.dispose]: () => {
        if (ended) return;
        ended = true;
        this.users -= 1;
        this.closeIfUnused();
      },
    };
  }

  /** No new leases from now on. */
  retire(): void {
    this.retired = true;
    this.closeIfUnused();
  }

  private closeIfUnused(): void {
    if (this.retired && this.users === 0) this.live.index.close();
  }
}
