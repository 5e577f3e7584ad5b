import { isAdvisoryId } from '../../osv/record.ts';
import { parseTimestamp } from '../../osv/timestamp.ts';

/** One row of `modified_id.csv`. */
export interface ModifiedId {
  readonly id: string;
  readonly modified: string;
  readonly modifiedMs: number;
}

/** The rows of the file, in its order, and how many lines were none. */
export interface ModifiedIds {
  readonly rows: readonly ModifiedId[];
  readonly bad: number;
}

/** Reads `modified_id.csv`: `<modified>,<id>` or `<modified>,<ecosystem>/<id>`. */
export function parseModifiedIds(text: string): ModifiedIds {
  const rows: ModifiedId[] = [];
  let bad = 0;
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, end).trim();
    start = end + 1;
    if (line === '') continue;
    const row = rowOf(line);
    if (row === undefined) bad += 1;
    else rows.push(row);
  }
  return { rows, bad };
}

function rowOf(line: string): ModifiedId | undefined {
  const comma = line.indexOf(',');
  if (comma < 0 || line.length > 400) return undefined;
  const modified = line.slice(0, comma);
  const id = line.slice(Math.max(comma, line.lastIndexOf('/')) + 1);
  const modifiedMs = parseTimestamp(modified);
  return modifiedMs === undefined || !isAdvisoryId(id) ? undefined : { id, modified, modifiedMs };
}
