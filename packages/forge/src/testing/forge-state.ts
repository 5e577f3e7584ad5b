import type { TestEstate } from './test-estate.ts';

/** A pull request as a forge keeps it. */
export interface StoredPull {
  readonly number: number;
  title: string;
  body: string;
  state: 'open' | 'closed' | 'merged';
  readonly branch: string;
  readonly base: string;
  readonly fork: boolean;
  draft: boolean;
  mergeCommit?: string;
  autoMerge: boolean;
  readonly labels: Set<string>;
  readonly reviewers: Set<string>;
  readonly assignees: Set<string>;
  readonly comments: string[];
}

/** What one forge knows of one project. Branches are those of the real repository. */
export class ForgeState {
  readonly estate: TestEstate;
  readonly project: string;
  readonly pulls = new Map<number, StoredPull>();
  readonly labels = new Set(['security', 'auto-remediation', 'dependencies', 'priority:high', 'maximus']);
  readonly users = ['ada', 'grace'];

  constructor(estate: TestEstate, project: string) {
    this.estate = estate;
    this.project = project;
  }

  /** Opens one; says why not as forges do: no such branch, or one is open already. */
  async open(given: { title: string; body: string; branch: string; base: string; draft?: boolean; fork?: boolean }) {
    const { fork = false, draft = false, ...rest } = given;
    if (!fork && (await this.tipOf(given.branch)) === undefined) return 'no-branch' as const;
    const taken = [...this.pulls.values()].some((one) => one.state === 'open' && one.branch === given.branch && !fork);
    if (taken) return 'exists' as const;
    const pull: StoredPull = {
      ...rest,
      number: this.pulls.size + 1,
      state: 'open',
      fork,
      draft,
      autoMerge: false,
      labels: new Set(),
      reviewers: new Set(),
      assignees: new Set(),
      comments: [],
    };
    this.pulls.set(pull.number, pull);
    return pull;
  }

  /** Merges for real, the way a person at the forge would; a squash joins title, number and message as forges do. */
  async merge(number: number, how: 'merge' | 'squash'): Promise<string> {
    const pull = this.pulls.get(number);
    if (pull === undefined) throw new Error(`no pull request ${number}`);
    const { estate } = this;
    await estate.inCheckout('fetch', '--quiet', 'origin');
    await estate.inCheckout('checkout', '--quiet', '-B', 'main', 'origin/main');
    const message = await estate.inCheckout('log', '-1', '--format=%b', `origin/${pull.branch}`);
    const squash = how === 'squash' ? ['--squash'] : ['--no-ff', '--no-commit'];
    await estate.inCheckout('merge', '--quiet', ...squash, `origin/${pull.branch}`);
    const text = how === 'squash' ? `${pull.title} (#${number})\n\n${message}` : `Merge pull request #${number}`;
    await estate.inCheckout('commit', '--quiet', '-m', text);
    await estate.inCheckout('push', '--quiet', 'origin', 'main');
    pull.state = 'merged';
    pull.mergeCommit = await estate.inCheckout('rev-parse', 'HEAD');
    return pull.mergeCommit;
  }

  /** Commit of a branch of the origin. */
  async tipOf(branch: string): Promise<string | undefined> {
    const found = await this.estate.inOrigin('for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`);
    return found === '' ? undefined : found;
  }
}
