import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { readKept, type VerifyReport, verifyExport } from '@maximus/audit';
import type { Args } from '../args/command.ts';
import { required } from '../args/positional.ts';
import { exitCode } from '../exit-code.ts';
import type { CommandIo } from '../terminal/io.ts';
import { plain } from '../terminal/style.ts';
import { readLines } from './read-lines.ts';

const mostBytes = 64 << 20;

type Outcome =
  | { readonly state: 'valid' | 'invalid'; readonly report: VerifyReport }
  | { readonly state: 'could_not_check'; readonly reason: string; readonly report?: VerifyReport };

/** `maximus audit verify`: 0 valid, 5 invalid with the first bad entry, 2 could not check (hitl.md §7). */
export async function runVerify(args: Args, io: CommandIo): Promise<number> {
  const named = required(args, 0, 'EXPORT');
  const outcome = await check(resolve(io.workingFolder, named), keptFile(args, io));
  if (args.text('format') === 'json') {
    const { report } = outcome;
    const document = {
      schema: 'maximus.audit-verification/1',
      file: named,
      state: outcome.state,
      ...('reason' in outcome && { reason: outcome.reason }),
      ...(report !== undefined && {
        ...(report.firstBadSeq !== undefined && { first_bad_seq: report.firstBadSeq }),
        faults: report.faults,
        entries: report.entries,
        signed_entries: report.signedEntries,
        checkpoints: report.checkpoints,
        keys: report.keys,
        ...(report.root !== undefined && { root: report.root }),
      }),
    };
    io.out.write(`${JSON.stringify(document, null, 2)}\n`);
  } else io.out.write(drawn(outcome));
  return { valid: exitCode.passed, invalid: exitCode.verificationFailed, could_not_check: exitCode.incomplete }[
    outcome.state
  ];
}

function keptFile(args: Args, io: CommandIo): string | undefined {
  const named = args.text('checkpoint');
  return named === undefined ? undefined : resolve(io.workingFolder, named);
}

async function check(path: string, keptPath: string | undefined): Promise<Outcome> {
  let kept: ReturnType<typeof readKept> = [];
  try {
    if (keptPath !== undefined) {
      if (statSync(keptPath).size > mostBytes) return unchecked('the file of checkpoints is too large');
      kept = readKept(readFileSync(keptPath, 'utf8'));
    }
  } catch (error) {
    return unchecked(`the file of checkpoints cannot be read: ${messageOf(error)}`);
  }
  if (kept === undefined) return unchecked('the file of checkpoints holds something else, or was changed');
  if (keptPath !== undefined && !kept.some((one) => 'root' in one))
    return unchecked('the file of checkpoints holds none');
  let report: VerifyReport;
  try {
    if (statSync(path).size === 0) return unchecked('the export is empty');
    report = await verifyExport(readLines(path), kept);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    return unchecked(`the export cannot be read: ${messageOf(error)}`);
  }
  if (!report.valid) return { state: 'invalid', report };
  if (report.checkpoints === 0 && keptPath === undefined)
    return {
      ...unchecked('nothing of it is signed, so rows may have been changed together with their hashes'),
      report,
    };
  return { state: 'valid', report };
}

function unchecked(reason: string): { readonly state: 'could_not_check'; readonly reason: string } {
  return { state: 'could_not_check', reason };
}

function drawn(outcome: Outcome): string {
  if (outcome.state === 'could_not_check') return `COULD NOT CHECK: ${plain(outcome.reason)}.\n`;
  const { report } = outcome;
  if (outcome.state === 'valid') {
    const late = report.entries - report.signedEntries;
    const tail = late > 0 ? ` ${late} later entries have hashes that are not signed yet.` : '';
    return (
      `verified: ${report.entries} entries, ${report.checkpoints} checkpoints, ${report.keys} keys, ` +
      `root ${report.root ?? 'none'}.${tail}\n`
    );
  }
  const first = report.firstBadSeq === undefined ? '' : ` First bad entry: ${report.firstBadSeq}.`;
  const faults = report.faults.map((fault) => `  ${plain(fault)}\n`).join('');
  return `NOT VERIFIED.${first}\n${faults}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
