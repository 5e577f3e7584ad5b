/** Where a feed stands, as the manifest keeps it in `IndexSource.cursor`. */
export interface Cursor {
  /** Of the bulk file, or of the only one. */
  readonly etag?: string;
  /** Newest `modified` that was seen (OSV), version (KEV) or date (EPSS). */
  readonly mark?: string;
}

/** Reads a cursor back; a text that another program wrote, such as a bare version, is taken as the mark. */
export function parseCursor(text: string | undefined): Cursor {
  if (text === undefined) return {};
  if (!text.startsWith('{')) return { mark: text };
  try {
    const { etag, mark } = JSON.parse(text) as Record<string, unknown>;
    return { ...(typeof etag === 'string' ? { etag } : {}), ...(typeof mark === 'string' ? { mark } : {}) };
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/** The text of a cursor. */
export function cursorText(cursor: Cursor): string {
  return JSON.stringify(cursor);
}
