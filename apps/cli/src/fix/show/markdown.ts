import type { FinishedRun } from '@maximus/arena';
import type { PlannedRemedy } from '@maximus/remediation';
import { plain } from '../../terminal/style.ts';
import { closedBy } from '../plan/combine-remedies.ts';
import { nameOf } from '../plan/lock-planner.ts';
import type { FixResult, LockWork } from '../types.ts';
import { planSummary } from './evidence-block.ts';
import { draftLines, headOf, idsOf, rungWords, versionOf, whyNotLines } from './words.ts';

/** A run as Markdown, for a summary page of a pipeline or a ticket. */
export function markdownReport(result: FixResult): string {
  const { project, locks, end } = result;
  const lines = [
    `# Remedies for ${inline(project)}`,
    '',
    `${planSummary(result)}.`,
    '',
    `**${end.outcome.replaceAll('_', ' ')}** (exit ${end.exitCode}): ${inline(end.sentence)}.`,
    ...locks.flatMap(lockLines),
  ];
  return `${lines.join('\n')}\n`;
}

function lockLines({ lockFile, planned, outcome, code = [] }: LockWork): readonly string[] {
  const { remedies, stuck } = planned;
  return [
    '',
    `## ${inline(lockFile)}`,
    ...(remedies.length === 0
      ? []
      : ['', '| change | how | step | for |', '|---|---|---|---|', ...remedies.map(remedyRow)]),
    ...(outcome?.kept === undefined ? [] : ['', '### Evidence', '', ...runLines(outcome.kept.run)]),
    ...(outcome === undefined || outcome.dropped.length === 0
      ? []
      : [
          '',
          '### Not proven',
          '',
          ...outcome.dropped.map(({ packages, sentence }) => `- ${inline(packages.join(', '))}: ${inline(sentence)}`),
        ]),
    ...code.flatMap(codeLines),
    ...(stuck.length === 0 ? [] : ['', '### No remedy', '', ...stuck.flatMap(stuckLines)]),
  ];
}

function codeLines({ draft, run, sentence }: NonNullable<LockWork['code']>[number]): readonly string[] {
  const files = draft.files.map(({ file }) => file).join(', ');
  const head = `### A change of code that is not applied (${rungWords[draft.rung]}): ${inline(files)}`;
  return ['', head, '', ...(run === undefined ? [inline(sentence ?? '')] : runLines(run))];
}

function remedyRow(remedy: PlannedRemedy): string {
  const { label, step, others } = headOf(remedy);
  const more = others > 0 ? ` (+${others})` : '';
  return `| ${inline(label)}${more} | ${rungWords[remedy.plan.rung]} | ${step} | ${inline(idsOf(closedBy(remedy)).join(', '))} |`;
}

function stuckLines({ target, attempts }: LockWork['planned']['stuck'][number]): readonly string[] {
  const reasons = whyNotLines(attempts).map(({ rungs, code, sentence }) => {
    const words = rungs.map((rung) => rungWords[rung]).join(', ');
    return `  - ${words}: ${inline(sentence)} (\`${code}\`)`;
  });
  return [
    `- ${inline(`${target.primary_id} in ${nameOf(target.purl)} ${versionOf(target.purl)}`)} (${target.priority})`,
    ...reasons,
    ...draftLines(attempts).flatMap(({ rung, sentence, texts }) => [
      `  - drafted, ${rungWords[rung]}: ${inline(sentence)}`,
      ...texts.map((text) => `    - ${inline(text)}`),
    ]),
  ];
}

function runLines(run: FinishedRun): readonly string[] {
  const { rescan, tests, proof, verdict, reason, confidence, level, evidence } = run;
  return [
    '| what | result |',
    '|---|---|',
    `| verdict | **${verdict}**: ${inline(reason)} |`,
    `| rescan | ${rescan.fixed.length} fixed, ${rescan.introduced.length} introduced, ${rescan.unchanged.length} unchanged |`,
    `| tests | ${tests.result}${tests.reason === undefined ? '' : `: ${inline(tests.reason)}`} |`,
    `| proof | ${proof.result} |`,
    `| level | ${level}, confidence ${confidence.toFixed(2)} |`,
    `| sealed | \`sha256:${evidence.digest}\` |`,
  ];
}

/** Foreign text inside a line: nothing of it is markup, a link or the end of a cell. */
function inline(text: string): string {
  return plain(text).replaceAll(/[\\`*_{}[\]<>()#|!@~]/g, (sign) => `&#${sign.codePointAt(0)};`);
}
