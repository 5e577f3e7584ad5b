/** What a spreadsheet would take for a formula; a number may begin with its sign. */
const formula = /^[=+\-@\t\r]/;
const number = /^-?\d{1,17}(?:\.\d{1,17})?$/;

/**
 * One line of CSV (RFC 4180), with its line break. Every cell is data: one that a spreadsheet would run as a formula gets an
 * apostrophe before it.
 */
export function csvLine(cells: readonly (string | number | boolean | null | undefined)[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`;
}

function cellOf(cell: string | number | boolean | null | undefined): string {
  if (cell === null || cell === undefined) return '';
  const raw = String(cell);
  const text = formula.test(raw) && !number.test(raw) ? `'${raw}` : raw;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
