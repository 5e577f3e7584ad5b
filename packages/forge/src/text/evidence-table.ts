import { codeText, inlineText, linkTo } from './foreign-text.ts';
import type { PatchStatement, StatedEvidence } from './statement.ts';
import { markdownTable } from './table.ts';

/** What the arena found, row by row; the words for it are the arena's own. */
export function evidenceTable({ evidence }: PatchStatement): string {
  const { rescan, proof } = evidence;
  const rescanRows = (['fixed', 'introduced', 'unchanged'] as const).map((part) => [part, entries(rescan[part])]);
  const unchecked = rescan.not_checked.map(({ what, reason }) => `${inlineText(what, 80)}: ${inlineText(reason, 120)}`);
  return markdownTable(
    ['evidence', ''],
    [
      ['verdict', `${codeText(evidence.verdict)} ${inlineText(evidence.sentence)}`],
      ['confidence', `${evidence.confidence.toFixed(2)}, sandbox level ${codeText(evidence.level)}`],
      ...rescanRows.map(([part, what]) => [part ?? '', what ?? '']),
      ['could not be checked', unchecked.length === 0 ? 'nothing' : capped(unchecked)],
      ...testRows(evidence),
      [
        'proof',
        [codeText(proof.result), inlineText([proof.proof_id, proof.reason].filter(Boolean).join(': '))]
          .join(' ')
          .trim(),
      ],
      ['index', codeText(rescan.index_generation)],
      ['bundle', linkTo(`sha256:${evidence.digest}`, evidence.link)],
    ],
  );
}

function entries(of: StatedEvidence['rescan']['fixed']): string {
  if (of.length === 0) return '0';
  const named = of.map(({ primary_id, purl }) => `${inlineText(primary_id, 60)} in ${codeText(purl, 120)}`);
  return `${of.length}: ${capped(named)}`;
}

function capped(items: readonly string[]): string {
  const more = items.length > 10 ? `, and ${items.length - 10} more` : '';
  return `${items.slice(0, 10).join(', ')}${more}`;
}

function testRows({ tests }: StatedEvidence): string[][] {
  const counted = (run: StatedEvidence['tests']['before']) => {
    if (run === undefined) return 'not run';
    const counts = (['passed', 'failed', 'skipped', 'errors'] as const).flatMap((key) =>
      run[key] === undefined ? [] : [`${run[key]} ${key}`],
    );
    return [`exit ${run.exit_code ?? 'none'}`, ...counts].join(', ');
  };
  const reason = tests.reason === undefined ? '' : ` ${inlineText(tests.reason)}`;
  const failing = tests.newly_failing.map((name) => codeText(name, 100));
  return [
    ['tests', `${codeText(tests.result)}${reason}`],
    ['tests before', counted(tests.before)],
    ['tests after', counted(tests.after)],
    ...(failing.length === 0 ? [] : [['newly failing', capped(failing)]]),
  ];
}
