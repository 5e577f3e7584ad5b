import type { Finding, FindingVex } from '@maximus/contracts';

/** OpenVEX's words for why something is not affected. */
export type VexJustification = NonNullable<FindingVex['justification']>;

/** What a draft says, as far as a person signs it. */
export interface VexDraft {
  readonly justification: VexJustification;
  readonly statement: string;
  /** The whole OpenVEX document. */
  readonly document: string;
}

const justifications: Readonly<Record<VexJustification, true>> = {
  component_not_present: true,
  vulnerable_code_not_present: true,
  vulnerable_code_not_in_execute_path: true,
  vulnerable_code_cannot_be_controlled_by_adversary: true,
  inline_mitigations_already_exist: true,
};

/** The statement that was drafted for a finding; none where there is none, or none that this page understands. */
export function vexDraftOf({ confirmation }: Pick<Finding, 'confirmation'>): VexDraft | undefined {
  const draft = confirmation?.['vex_draft'];
  if (!isRecord(draft) || !Array.isArray(draft['statements'])) return undefined;
  const [first]: unknown[] = draft['statements'];
  if (!isRecord(first) || first['status'] !== 'not_affected') return undefined;
  const { justification, impact_statement: statement } = first;
  if (typeof justification !== 'string' || typeof statement !== 'string' || !isJustification(justification)) {
    return undefined;
  }
  return { justification, statement, document: JSON.stringify(draft, undefined, 2) };
}

function isJustification(word: string): word is VexJustification {
  return Object.hasOwn(justifications, word);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
