import type { FileEdit, RemedyPlan, RemedyTarget, Rung } from '@maximus/contracts';
import { unifiedDiff } from '../edit/index.ts';
import type { FileChange } from '../resolver/types.ts';
import type { ModelUse } from '../strategies/code-drafter.ts';
import { editOf } from './edit-of.ts';

/** New text of files of the project's own, as a rung wrote it. */
export interface CodeChange {
  readonly files: readonly FileChange[];
  /** Who drafted it and what that cost; absent for a rule. */
  readonly llm?: ModelUse;
}

/**
 * A change of the project's own code that a rung drafted for some findings (eureka.md §3, rungs 6 and 7). The package stays at
 * its version; without the arena it is a text for a person.
 */
export interface CodeDraft extends CodeChange {
  readonly rung: Rung;
  readonly targets: readonly RemedyTarget[];
}

/** What a plan says of a draft of code once it is to be proven: the edits are of code, and no package moves. */
export function planOfDraft(
  plan: RemedyPlan,
  { rung, targets, files }: CodeDraft,
): RemedyPlan & { readonly edits: FileEdit[] } {
  const attempts = plan.unresolved.find(({ target }) => targets.some((each) => isSame(each, target)))?.attempts;
  return {
    ...plan,
    rung,
    targets: [...targets],
    package_changes: [],
    edits: files.map(editOf),
    attempts: attempts ?? plan.attempts,
    unresolved: [],
  };
}

/** The unified diff of a draft. */
export function diffOfDraft({ files }: CodeChange): string {
  return unifiedDiff(files);
}

function isSame(a: RemedyTarget, b: RemedyTarget): boolean {
  return a.group_id === b.group_id && a.purl === b.purl;
}
