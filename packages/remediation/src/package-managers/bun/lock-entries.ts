import { fail, ok, type Result } from '@maximus/kernel';
import { type ParseError, parse } from 'jsonc-parser';
import { isRecord } from '../../edit/json/index.ts';
import { errors } from '../../errors.ts';

const maxBytes = 64 << 20;

/** Key of each entry of a bun.lock → `name@version`; workspaces are left out. */
export function bunEntries(lockText: string): Result<ReadonlyMap<string, string>> {
  const packages = documentOf(lockText)?.['packages'];
  if (!isRecord(packages)) return fail(errors.lock_unparsed('the file is no bun.lock'));
  const entries = new Map<string, string>();
  for (const [key, value] of Object.entries(packages)) {
    const label: unknown = Array.isArray(value) ? value[0] : undefined;
    if (typeof label === 'string' && !label.includes('@workspace:')) entries.set(key, label);
  }
  return ok(entries);
}

/** Folders of the workspaces that a bun.lock names; the root is the empty name. */
export function bunWorkspaces(lockText: string): readonly string[] {
  const workspaces = documentOf(lockText)?.['workspaces'];
  const folders = isRecord(workspaces) ? Object.keys(workspaces) : [];
  return [...new Set(['', ...folders.filter((each) => !each.startsWith('/') && !each.split('/').includes('..'))])];
}

function documentOf(text: string): Record<string, unknown> | undefined {
  const problems: ParseError[] = [];
  const value: unknown = text.length > maxBytes ? undefined : parse(text, problems, { allowTrailingComma: true });
  return isRecord(value) && problems.length === 0 ? value : undefined;
}
