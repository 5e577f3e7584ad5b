import { fail, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { parseReport } from '../json/parse.ts';
import type { ImportedReport } from '../types.ts';
import { readers } from './registry.ts';

/**
 * Reads the report of another tool, whichever it is; `file` names it in errors. Never throws. Fails with
 * `reports.too_large`, `reports.too_deep`, `reports.malformed`, `reports.unknown_format` or `reports.tool_failed`.
 */
export function readReport(text: string, file: string): Result<ImportedReport> {
  const parsed = parseReport(text, file);
  if (!parsed.ok) return parsed;
  for (const reader of readers.values()) if (reader.detect(parsed.value)) return reader.read(parsed.value, file);
  return fail(errors.unknown_format('not a report of a tool that is known here', { file }));
}
