/** The form of a log-in name by which it is unique and found: case and composition do not count. */
export function nameKey(name: string): string {
  // NUL and lone surrogates cannot be stored, so they cannot be found either.
  return name.normalize('NFKC').toLowerCase().toWellFormed().replaceAll('\u0000', '\ufffd').trim();
}
