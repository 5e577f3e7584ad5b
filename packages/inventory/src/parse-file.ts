import { fail, ok, type Result } from '@maximus/kernel';
import { integrityConflicts } from './dependency-graph/integrity-conflicts.ts';
import { errors } from './errors.ts';
import { withoutSecretsIn, withoutSecretsOf } from './redaction/index.ts';
import type { InventoryFormat, ParsedFile, ParseInput } from './types.ts';

/**
 * Parses one file and adds what holds for every format: two versions under one digest are a problem of the file, no
 * address keeps a secret, and a parser that throws has failed on this file only.
 */
export async function parseFile(format: InventoryFormat, input: ParseInput): Promise<Result<ParsedFile>> {
  let parsed: Result<ParsedFile>;
  try {
    parsed = await format.parse(input);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    return fail(errors.malformed(`${format.id} gave up: ${message.slice(0, 200)}`, { file: input.path }, cause));
  }
  if (!parsed.ok) return fail(withoutSecretsOf(parsed.error));
  const file = withoutSecretsIn(parsed.value);
  if (file.problems.some((problem) => problem.error.code === 'inventory.integrity_conflict')) return ok(file);
  const conflicts = integrityConflicts(input.path, file.components);
  return ok(conflicts.length === 0 ? file : { ...file, problems: [...file.problems, ...conflicts] });
}
