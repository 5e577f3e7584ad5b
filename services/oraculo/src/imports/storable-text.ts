/** Whether the database can keep a text as it is: PostgreSQL takes neither NUL nor half a surrogate pair. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

/** The beginning of a text for people, at most so many units, with U+FFFD for what the database cannot keep. */
export function storableStart(text: string, most: number): string {
  return text.slice(0, most).toWellFormed().replaceAll('\0', '\uFFFD');
}
