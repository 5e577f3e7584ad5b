/** What is known about one SQL text. */
export interface StatementFacts {
  /** Bounded label for metrics, such as `select apvs`. */
  readonly label: string;
  /** Name to prepare it under, once it is used often enough. */
  preparedName: string | undefined;
  uses: number;
}

/**
 * In a text that is planned with its values each time, because the best plan hangs on them: a filter that leaves ten rows
 * of a million wants another one than a filter that leaves half.
 */
export const plannedAnew = '/* planned anew */';

/** A text is prepared from this use on, so that what is said once costs the server nothing for ever. */
const usesBeforePreparing = 3;
/** Every connection keeps every prepared statement, so their number is bounded. */
const mostPrepared = 300;
const mostRemembered = 2_000;

/**
 * Gives hot statements a name, under which each connection parses them once (twice as fast as unnamed ones). Which are
 * hot shows in use; texts of varying shape, such as lists of varying length, do not get there before they are forgotten.
 */
export class StatementNames {
  private readonly facts = new Map<string, StatementFacts>();
  private prepared = 0;
  private readonly prepares: boolean;

  /** `prepares`: `false` behind a pooler that hands every statement to another session. */
  constructor(prepares: boolean) {
    this.prepares = prepares;
  }

  /** Counts one use of a text. */
  use(text: string): StatementFacts {
    let facts = this.facts.get(text);
    if (facts === undefined) {
      facts = { label: labelOf(text), preparedName: undefined, uses: 0 };
      if (this.facts.size >= mostRemembered) this.forgetSome();
      this.facts.set(text, facts);
    }
    facts.uses += 1;
    if (this.prepares && facts.uses === usesBeforePreparing && this.prepared < mostPrepared && !isPlannedAnew(text)) {
      this.prepared += 1;
      facts.preparedName = `m${this.prepared}`;
    }
    return facts;
  }

  /** The schema changed under a prepared statement: from now on it is prepared under another name. */
  renew(facts: StatementFacts): void {
    this.prepared += 1;
    facts.preparedName = `m${this.prepared}`;
  }

  private forgetSome(): void {
    for (const [text, { preparedName }] of this.facts) {
      if (preparedName === undefined) this.facts.delete(text);
      if (this.facts.size < mostRemembered * 0.75) return;
    }
  }
}

function isPlannedAnew(text: string): boolean {
  return text.slice(0, 200).includes(plannedAnew);
}

const verbs = /^\s*(select|insert|update|delete|merge|with|begin|commit|rollback|lock|notify|listen|copy)\b/i;
const table = /\b(?:from|into|update|join)\s+(?:only\s+)?"?([a-z][a-z0-9_]{0,62})"?/i;

function labelOf(text: string): string {
  const head = text.slice(0, 4_000);
  const verb = verbs.exec(head)?.[1]?.toLowerCase() ?? 'other';
  const name = table.exec(head)?.[1]?.toLowerCase();
  return name === undefined ? verb : `${verb} ${name}`;
}
