import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { isRecord, maxDepth } from '../json.ts';

const longestMessage = 200;

/** Tables of one file: each costs the parser most of a kilobyte, and the largest lock files have some thousands. */
const maxTables = 1_000_000;

/**
 * Parses TOML 1.0/1.1. Inline tables and arrays nest at most 64 deep. Fails with `inventory.too_deep`, `limit_reached`
 * or `malformed`, all with file and line.
 */
export async function parseToml(path: string, text: string): Promise<Result<Record<string, unknown>>> {
  let tables = 0;
  for (let at = text.indexOf('\n['); at !== -1; at = text.indexOf('\n[', at + 1)) tables++;
  if (tables > maxTables) {
    return fail(errors.limit_reached(`more than ${maxTables} tables`, { file: path, line: 1 }));
  }
  const { parse } = await import('smol-toml');
  try {
    return ok(parse(text, { maxDepth }));
  } catch (cause) {
    const line = lineOf(cause);
    const where = line === undefined ? { file: path } : { file: path, line };
    const message = cause instanceof Error ? cause.message : String(cause);
    if (message.includes('excessively nested') || cause instanceof RangeError) {
      return fail(errors.too_deep(`nested deeper than ${maxDepth} levels`, where));
    }
    return fail(errors.malformed(`not valid TOML: ${firstSentence(message)}`, where));
  }
}

/** The library's message repeats the source below an empty line; a line of a hostile file may be megabytes long. */
function firstSentence(message: string): string {
  const end = message.indexOf('\n');
  const sentence = (end === -1 ? message : message.slice(0, end)).replace('Invalid TOML document: ', '');
  return sentence.slice(0, longestMessage);
}

function lineOf(cause: unknown): number | undefined {
  return isRecord(cause) && typeof cause.line === 'number' ? cause.line : undefined;
}
