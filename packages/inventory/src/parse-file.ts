import { fail, ok, type Result } from '@maximus/kernel';
import { integrityConflicts } from './dependency-graph/integrity-conflicts.ts';
import { errors } from './errors.ts';
import { lineAt } from './lines.ts';
import { withoutSecretsIn, withoutSecretsOf } from './redaction/index.ts';
import type { Component, InventoryFormat, ParsedFile, ParseInput, Problem } from './types.ts';

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
  const clean = withoutSecretsIn(parsed.value);
  const file = { ...clean, problems: [...clean.problems, ...unreadableNames(input, clean.components)] };
  if (file.problems.some((problem) => problem.error.code === 'inventory.integrity_conflict')) return ok(file);
  const conflicts = integrityConflicts(input.path, file.components);
  return ok(conflicts.length === 0 ? file : { ...file, problems: [...file.problems, ...conflicts] });
}

const replacement = '\uFFFD';

/** Names and versions that held bytes that are not UTF-8: no advisory can be found by what stands in their place. */
function unreadableNames({ path, text }: ParseInput, components: readonly Component[]): readonly Problem[] {
  if (!text.includes(replacement)) return [];
  const unreadable = components.filter(
    ({ name, version }) => name.includes(replacement) || version?.includes(replacement),
  );
  const [first] = unreadable;
  if (first === undefined) return [];
  const where = { file: path, line: first.line ?? lineAt(text, text.indexOf(replacement)) };
  const said = `the name or version of ${first.name.slice(0, 80)} is not UTF-8`;
  return [{ error: errors.malformed(said, where), count: unreadable.length }];
}
