import type { DecisionDocument, DecisionRow, Writer } from '@maximus/storage';
import { patches, priorityNames } from '@maximus/storage';
import type { SubjectFacts } from '../rules/subject.ts';
import { patchSubject } from './patch-subject.ts';

/** What a decision is about, as it is now. */
export interface LoadedSubject {
  readonly digest: string;
  readonly facts: SubjectFacts;
  readonly team: string | null;
}

/** Looks the subject of a decision up anew; of what is no patch, the document is all there is and cannot change. */
export async function decisionSubject(db: Writer, row: DecisionRow): Promise<LoadedSubject> {
  const document = row.document as unknown as DecisionDocument;
  if (row.patch_id !== null) {
    const patch = await patches.find(db, row.patch_id);
    // Gone is changed: nothing of it can be approved.
    if (patch === undefined) return { digest: '', facts: factsOf(row, document), team: document.team };
    return await patchSubject(db, patch);
  }
  return { digest: row.subject_digest, facts: factsOf(row, document), team: document.team };
}

function factsOf(row: DecisionRow, document: DecisionDocument): SubjectFacts {
  return {
    kind: row.subject_kind as SubjectFacts['kind'],
    projectId: document.project_id,
    author: row.author,
    priority: priorityNames[row.priority] ?? 'medium',
    inKev: document.acceptance?.['in_kev'] === true,
    rung: document.patch_metadata.rung,
    hasDiff: false,
    verdict: undefined,
    level: undefined,
    confidence: undefined,
    prediction: undefined,
    introduced: undefined,
    largestStep: 'none',
  };
}
