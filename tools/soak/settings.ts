/** How properties are searched in this run. */
export interface PropertySettings {
  /** Where generation begins, a 32-bit integer. */
  readonly seed: number;
  /** How often each property is asserted, each time from another seed. 1 outside `npm run soak`. */
  readonly times: number;
  /** After this no further time begins; an assertion that began is never cut short. */
  readonly budgetMs: number;
  /** A file that gets one line of JSON for each property (`Soaked`). */
  readonly log?: string;
}

/** Whose values the ordinary run sees, so that a commit passes or fails and not both. Any number would do. */
export const FIXED_SEED = 1_618_033_988;

/** The variables through which a run is told its settings: `npm run soak` sets all, a person who repeats a failure the first. */
export const VARIABLES = {
  seed: 'MAXIMUS_PROPERTY_SEED',
  times: 'MAXIMUS_PROPERTY_TIMES',
  budgetMs: 'MAXIMUS_PROPERTY_BUDGET_MS',
  log: 'MAXIMUS_PROPERTY_LOG',
} as const;

/** Reads the settings. Throws where one is no number, so that a typing error does not pass as a search. */
export function propertySettings(environment: Readonly<Record<string, string | undefined>>): PropertySettings {
  const log = environment[VARIABLES.log];
  return {
    seed: integer(VARIABLES.seed, FIXED_SEED) | 0,
    times: integer(VARIABLES.times, 1),
    budgetMs: integer(VARIABLES.budgetMs, 0),
    ...(log === undefined || log === '' ? {} : { log }),
  };

  function integer(name: string, otherwise: number): number {
    const text = environment[name];
    if (text === undefined || text === '') return otherwise;
    if (!/^-?\d{1,10}$/.test(text)) throw new Error(`${name}=${text} is not a whole number`);
    return Number(text);
  }
}

/** The seed of one time: the first is `seed` itself, so that a failing seed repeats in an ordinary run; the others are spread. */
export function seedOf(seed: number, time: number): number {
  if (time === 0) return seed | 0;
  let mixed = Math.imul((seed + Math.imul(time, 0x9e37_79b9)) | 0, 0x85eb_ca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
  return (mixed ^ (mixed >>> 16)) | 0;
}
