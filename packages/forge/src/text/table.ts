/** A Markdown table of cells that are safe already; rows past `max` are counted in a last line. Empty without rows. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[], max = 50): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const shown = rows.slice(0, max).map(line);
  const more = rows.length > max ? [`\n…and ${rows.length - max} more.`] : [];
  return [line(head), line(head.map(() => '---')), ...shown, ...more].join('\n');
}
