import type { ScriptReply } from '@maximus/cache';
import type { Told } from './field-knowledge.ts';
import type { TakeAnswer } from './types.ts';

/** Values per demand in the answer of the take script. */
const width = 7;

/** What the take script answered: the decision, on Redis' clock, and the states after it. */
export interface ToldAnswer {
  readonly answer: TakeAnswer;
  readonly states: readonly Told[];
}

/** Reads the answer of the take script; `undefined` for one that does not have its form. */
export function readTakeAnswer(reply: ScriptReply, demands: number): ToldAnswer | undefined {
  if (!Array.isArray(reply) || reply.length !== 2 + demands * width) return undefined;
  const values = reply as readonly ScriptReply[];
  const parts = Array.from({ length: demands }, (_, nth) => values.slice(2 + nth * width, 2 + (nth + 1) * width));
  return {
    answer: {
      verdicts: parts.map(([passed, remaining, reset, retry]) => ({
        allowed: passed === 1,
        remaining: Number(remaining),
        resetUs: Number(reset),
        retryUs: Number(retry),
      })),
      allowed: values[1] === 1,
      counted: parts.map((part) => part[4] === 1),
      nowUs: Number(values[0]),
      degraded: false,
      from: 'store',
    },
    states: parts.map((part) => ({ used: Number(part[5]), epoch: Number(part[6]) })),
  };
}
