import type { ErrorDetails } from '@maximus/kernel';
import type { TakenInventory } from '../imports/taken-inventory.ts';

/** What an upload is: an SBOM, or what `maximus scan --report-to` sends. */
export type UploadKind = 'sbom' | 'inventory';

/** One upload to be read on a thread of its own. */
export interface UploadTask {
  readonly kind: UploadKind;
  readonly bytes: Uint8Array;
  readonly tool: string;
  /** `check`: only whether it can be read, so that nothing large crosses back. */
  readonly want: 'check' | 'inventory';
}

/** What the thread says; errors by their code, because a class does not cross. */
export type UploadAnswer =
  | { readonly ok: true; readonly inventory: TakenInventory | undefined }
  | { readonly ok: false; readonly code: string; readonly message: string; readonly details: ErrorDetails };
