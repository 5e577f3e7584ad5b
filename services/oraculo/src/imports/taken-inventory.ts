import type { CheckState, ScanError, SnapshotFile, SnapshotStatus } from '@maximus/contracts';
import type { Component, Inventory, InventoryFile, Problem } from '@maximus/inventory';
import { storableStart } from './storable-text.ts';

/** One file of a project as it was read, whatever it was read from. */
export interface TakenFile {
  readonly path: string;
  readonly format: string;
  readonly components: readonly Component[];
  readonly roots: readonly string[];
}

/** The inventory of a project at one time. */
export interface TakenInventory {
  readonly files: readonly SnapshotFile[];
  readonly parsed: readonly TakenFile[];
  readonly status: Exclude<SnapshotStatus, 'importing'>;
  /** As far as the files say; what the index lacks comes on top. */
  readonly checkState: Extract<CheckState, 'ok' | 'incomplete'>;
  readonly errors: readonly ScanError[];
  readonly commit: string | undefined;
  readonly ref: string | undefined;
  readonly tool: string;
}

/** Faults behind which a component of an earlier snapshot may be hidden: they make a snapshot `partial`. */
const hiding: ReadonlySet<string> = new Set([
  'inventory.unreadable',
  'inventory.too_large',
  'inventory.too_deep',
  'inventory.malformed',
  'inventory.unsupported_version',
  'inventory.integrity_conflict',
  'inventory.path_escape',
  'inventory.limit_reached',
]);

const maxErrors = 200;

/**
 * What a walk found, as a snapshot takes it. `partial` when a file failed or part of one is unreadable or contradicts
 * itself; entries that no advisory could be found for only make the check incomplete. `failed` when nothing was read.
 */
export function takenFrom(
  inventory: Pick<Inventory, 'files' | 'problems'>,
  origin: { readonly commit?: string | undefined; readonly ref?: string | undefined; readonly tool: string },
): TakenInventory {
  const { files, problems } = inventory;
  const all = [...problems, ...files.flatMap((file) => file.problems)];
  const parsed = files.filter(({ components }) => components.length > 0);
  return {
    files: files.map(fileOf),
    parsed: parsed.map(({ path, format, components, roots }) => ({ path, format, components, roots })),
    ...statusOf(
      files,
      all.map(({ error }) => error.code),
    ),
    errors: all.slice(0, maxErrors).map(errorOf),
    commit: origin.commit,
    ref: origin.ref,
    tool: origin.tool,
  };
}

/** What the states of files and the codes of their problems make of a snapshot. */
export function statusOf(
  files: readonly { readonly status: SnapshotFile['status']; readonly components: readonly unknown[] }[],
  codes: readonly string[],
): Pick<TakenInventory, 'status' | 'checkState'> {
  const hides = files.some(({ status }) => status === 'failed') || codes.some((code) => hiding.has(code));
  const isFailed = hides && files.every(({ components }) => components.length === 0);
  const isIncomplete = codes.length > 0 || files.some(({ status }) => status === 'unsupported');
  return {
    status: isFailed ? 'failed' : hides ? 'partial' : 'complete',
    checkState: isIncomplete ? 'incomplete' : 'ok',
  };
}

function fileOf({ path, format, status, problems, componentCount, reason }: InventoryFile): SnapshotFile {
  const [first] = problems;
  const error = first
    ? { error: { code: first.error.code, message: storableStart(first.error.message, 500) } }
    : reason === undefined
      ? {}
      : { error: { code: 'inventory.skipped', message: storableStart(reason, 500) } };
  const line = first?.error.details.line;
  return { path, format, status, component_count: componentCount, ...error, ...(line !== undefined && { line }) };
}

function errorOf({ error }: Problem): ScanError {
  const { file, line } = error.details;
  return {
    code: error.code,
    message: storableStart(error.message, 500),
    ...(file !== undefined && { file }),
    ...(line !== undefined && { line }),
  };
}
