/** Where named sections are written, one after the other. */
export interface SectionSink {
  /** Offset inside the section that is being written. */
  readonly offset: number;
  /** Starts a section; it ends where the next one starts. */
  section(name: string): void;
  /** The bytes are copied or out before this returns. */
  write(bytes: Uint8Array): void;
  /** An entry of a table (table-entry.ts). */
  writeEntry(keyLength: number, text: string): void;
}
