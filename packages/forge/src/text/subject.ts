import { plainText } from './foreign-text.ts';
import type { PatchStatement } from './statement.ts';

/** First line of the commit: `fix(deps): bump {package} from {a} to {b}`, or `fix(security): …` (eureka.md §8). */
export function commitSubject(statement: PatchStatement): string {
  const name = plainText(statement.package, 100);
  const { from, to, subject, kind } = statement;
  if (kind === 'code' || (subject !== undefined && to === undefined))
    return `fix(security): ${plainText(subject ?? `shield ${name}`, 120)}`;
  if (to === undefined) return `fix(security): ${from === undefined ? 'change' : 'remove'} ${name}`;
  const versions =
    from === undefined ? `to ${plainText(to, 60)}` : `from ${plainText(from, 60)} to ${plainText(to, 60)}`;
  return `fix(deps): bump ${name} ${versions}`;
}

/** Title of the pull request: the subject and the primary id, with the number of further ones. */
export function pullRequestTitle(statement: PatchStatement): string {
  const [first, ...more] = [...new Set(statement.vulnerabilities.map(({ primaryId }) => primaryId))];
  if (first === undefined) return commitSubject(statement);
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  return `${commitSubject(statement)} (${plainText(first, 60)}${others})`;
}
