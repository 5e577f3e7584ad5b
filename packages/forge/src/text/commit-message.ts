import { plainText, safeAddress } from './foreign-text.ts';
import type { PatchStatement } from './statement.ts';
import { commitSubject } from './subject.ts';
import { trailersOf } from './trailers.ts';

/**
 * The whole commit message (eureka.md §8): subject, why, vulnerabilities with links, path, rung and the others in one line
 * each, trailers. Foreign text never begins a line, so it cannot pass for a trailer.
 */
export function commitMessage(statement: PatchStatement): string {
  const { why, path, rung, attempts, vulnerabilities } = statement;
  const parts = [
    commitSubject(statement),
    wrapped(`Why: ${plainText(why, 600)}`),
    vulnerabilities.slice(0, 50).map(vulnerabilityLine).join('\n'),
    path.length === 0
      ? ''
      : wrapped(
          `Path: ${path
            .slice(0, 30)
            .map((step) => plainText(step, 100))
            .join(' > ')}`,
        ),
    [
      `Rung: ${rung}`,
      ...attempts
        .filter(({ result }) => result === 'not_taken')
        .slice(0, 20)
        .map((attempt) => wrapped(`Not ${attempt.rung}: ${plainText(attempt.sentence, 200)}`)),
    ].join('\n'),
    trailersOf(statement).join('\n'),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function vulnerabilityLine({
  apvId,
  primaryId,
  severity,
  link,
  summary,
}: PatchStatement['vulnerabilities'][number]): string {
  const head = `- ${plainText(primaryId, 60)} (${severity})${apvId === undefined ? '' : `, ${plainText(apvId, 60)}`}`;
  const told = wrapped(summary === undefined ? head : `${head}: ${plainText(summary, 150)}`);
  const address = safeAddress(link);
  return address === undefined ? told : `${told}\n  ${address}`;
}

/** Breaks a line at blanks before column 76; what follows is indented. */
function wrapped(line: string): string {
  const rows: string[] = [];
  let row = '';
  for (const word of line.split(' ')) {
    if (row !== '' && row.length + word.length > 75) {
      rows.push(row);
      row = ` `;
    }
    row = row === '' ? word : `${row} ${word}`;
  }
  return [...rows, row].join('\n');
}
