import { appendFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import fc from 'fast-check';
import { expect } from 'vitest';
import { type PropertySettings, propertySettings, seedOf, VARIABLES } from './settings.ts';

/** What became of one property in a soak. */
export interface Soaked {
  readonly file: string;
  readonly test: string;
  /** How often it was asserted, and how many values that were in all. */
  readonly times: number;
  readonly runs: number;
  readonly tookMs: number;
  readonly failed: boolean;
}

const DEFAULT_RUNS = 100;
const root = resolve(import.meta.dirname, '../..');

/** `fc.assert` under the settings of the run (`settings.ts`): as often as they say, each time from another seed. */
export function assertSoaked<T>(property: fc.IRawProperty<T>, given: fc.Parameters<T> = {}): Promise<void> | void {
  return assertUnder(propertySettings(process.env), property, given);
}

/** The same under settings that are given. A property that states its own seed is asserted once, from that. */
export function assertUnder<T>(
  settings: PropertySettings,
  property: fc.IRawProperty<T>,
  given: fc.Parameters<T> = {},
): Promise<void> | void {
  const beganMs = performance.now();
  const isPinned = given.seed !== undefined || given.path !== undefined;
  let times = 0;
  const again = () =>
    times === 0 || (!isPinned && times < settings.times && performance.now() - beganMs < settings.budgetMs);
  const once = () => {
    const seed = given.seed ?? seedOf(settings.seed, times);
    times += 1;
    return fc.assert(property, { ...given, seed });
  };
  if (property.isAsync()) {
    return (async () => {
      try {
        while (again()) await once();
      } catch (error) {
        note(true);
        throw repeatable(error);
      }
      note(false);
    })();
  }
  try {
    while (again()) once();
  } catch (error) {
    note(true);
    throw repeatable(error);
  }
  return note(false);

  function note(failed: boolean): void {
    if (settings.log === undefined) return;
    const { testPath = '', currentTestName = '' } = expect.getState();
    const soaked: Soaked = {
      file: relative(root, testPath),
      test: currentTestName,
      times,
      runs: times * (given.numRuns ?? DEFAULT_RUNS),
      tookMs: Math.round(performance.now() - beganMs),
      failed,
    };
    appendFileSync(settings.log, `${JSON.stringify(soaked)}\n`);
  }
}

/** The failure with the reason and the command that repeats it in its text, which is all that some reporters keep. */
function repeatable(error: unknown): unknown {
  const found = error instanceof Error ? /^Property [^\n]*\n\{ seed: (-?\d+)/.exec(error.message) : null;
  if (!(error instanceof Error) || found === null) return error;
  const { cause } = error;
  const reason = cause instanceof Error ? cause.message : cause;
  const file = relative(root, expect.getState().testPath ?? '');
  const lines = [
    error.message.replace(/\n+Hint: [^\n]*$/, ''),
    ...(reason === undefined ? [] : [`Reason: ${String(reason).split('\n', 1)[0]}`]),
    `Repeat: ${VARIABLES.seed}=${found[1]} npx vitest run ${file}`,
  ];
  return new Error(lines.join('\n'), { cause });
}
