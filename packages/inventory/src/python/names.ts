/** The form in which two spellings of a Python package are equal and in which OSV names it. Rule: PEP 503. */
export function normaliseName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}
