/** What brings advisories or facts about them. */
export interface Feed {
  /** Folder name. */
  readonly id: string;
  readonly kind: 'osv' | 'osv-api' | 'kev' | 'epss' | 'local';
  /** What it brings, one sentence. */
  readonly brings: string;
  /** Public address that an operator may replace; absent where the operator names files. */
  readonly publicUrl?: string;
  readonly capabilities: { readonly network: boolean; readonly delta: boolean };
}
