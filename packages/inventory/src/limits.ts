/** Bounds of one inventory (oraculo.md §3). */
export interface InventoryLimits {
  /** Entries of folders looked at, files and folders together. */
  readonly maxFiles: number;
  /** Size of one file that is read, in bytes. */
  readonly maxFileBytes: number;
  /** Components of all files together. */
  readonly maxComponents: number;
  /** Time for the walk and the parsing, in milliseconds. */
  readonly maxMs: number;
}

/** The product's defaults. */
export const defaultLimits: InventoryLimits = {
  maxFiles: 200_000,
  maxFileBytes: 64 * 1024 * 1024,
  maxComponents: 500_000,
  maxMs: 600_000,
};
