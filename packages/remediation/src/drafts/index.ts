/** What may accompany a remedy and closes nothing: rules with an expiry, and statements for a person to sign. */
export { draftVex, type VexDraft, type VexFacts, type VexJustification } from './vex.ts';
export {
  draftVirtualPatch,
  type RuleSyntax,
  type VirtualPatch,
  type VirtualPatchDraft,
  type VirtualPatchInput,
} from './virtual-patch/draft.ts';
export type { SampleCase, SampleRequest } from './virtual-patch/types.ts';
