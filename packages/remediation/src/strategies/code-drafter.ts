/** A question for a language model: what it is, and data that nobody is to take for instructions. */
export interface DraftQuestion {
  readonly system: string;
  /** JSON text. */
  readonly data: string;
  /** What it is about, for the ledger: a package and its flaws. */
  readonly subject: string;
}

/** Who answered, and what that cost; `callId` is its row in the ledger. */
export interface ModelUse {
  readonly provider: string;
  readonly model: string;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly cost_usd: number;
  readonly callId: string;
}

/** What came of it. Money that was or would have been too much is `refused`; everything else that failed is `failed`. */
export type DraftAnswer =
  | { readonly state: 'answered'; readonly text: string; readonly use: ModelUse }
  | { readonly state: 'refused'; readonly sentence: string }
  | { readonly state: 'failed'; readonly sentence: string };

/** Asks a language model within its budgets; whoever has none gives none, and then nobody is asked. Never throws. */
export interface CodeDrafter {
  /** Name of the model, as a reviewer reads it. */
  readonly model: string;
  /** Why the arena could not judge a draft here: then nobody is asked, since nothing unproven is proposed (eureka.md §10). */
  readonly unproven?: string | undefined;
  ask(question: DraftQuestion): Promise<DraftAnswer>;
}
