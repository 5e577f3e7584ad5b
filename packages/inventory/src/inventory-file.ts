import type { AppError, Result } from '@maximus/kernel';
import { errors } from './errors.ts';
import type { Component, InventoryFormat, ParsedFile, Problem } from './types.ts';

/** What became of one file. */
export interface InventoryFile {
  /** Relative to the root, with `/`; an installed tree, or a folder that is left out, ends with `/`. */
  readonly path: string;
  /** Id of the format; `unsupported` where none reads it. */
  readonly format: string;
  /**
   * `partial`: some entries could not be used, `problems` says which. `skipped`: another file that is read says the same,
   * or an ignore rule leaves it out; `reason` names which.
   */
  readonly status: 'parsed' | 'partial' | 'failed' | 'unsupported' | 'skipped';
  readonly components: readonly Component[];
  readonly roots: readonly string[];
  readonly problems: readonly Problem[];
  readonly componentCount: number;
  readonly reason?: string;
}

/** A file with what the run needs to know of it besides. */
export interface FileOutcome {
  readonly file: InventoryFile;
  readonly format: InventoryFormat | undefined;
  /** Paths that were read with it. */
  readonly consumed: readonly string[];
}

/** What a parser gave. */
export function parsedOutcome(path: string, format: InventoryFormat, parsed: Result<ParsedFile>): FileOutcome {
  if (!parsed.ok) return failedOutcome(path, format, parsed.error);
  const { components, roots, problems, consumed } = parsed.value;
  const status = problems.length === 0 ? 'parsed' : 'partial';
  const componentCount = components.length;
  const file: InventoryFile = { path, format: format.id, status, components, roots, problems, componentCount };
  return { file, format, consumed: consumed ?? [] };
}

/** A file that cannot be used at all. */
export function failedOutcome(path: string, format: InventoryFormat | undefined, error: AppError): FileOutcome {
  return { file: emptyFile(path, format?.id, 'failed', [{ error }]), format, consumed: [] };
}

/** A file that another one makes redundant. */
export function skippedOutcome(path: string, format: InventoryFormat | undefined, reason: string): FileOutcome {
  return { file: { ...emptyFile(path, format?.id, 'skipped', []), reason }, format, consumed: [] };
}

/** A file that is known to tell of dependencies, or was named, and that no format reads. */
export function unsupportedFile(path: string, what: string): InventoryFile {
  return emptyFile(path, undefined, 'unsupported', [{ error: errors.unsupported_format(what, { file: path }) }]);
}

function emptyFile(
  path: string,
  format: string | undefined,
  status: InventoryFile['status'],
  problems: readonly Problem[],
): InventoryFile {
  return { path, format: format ?? 'unsupported', status, components: [], roots: [], problems, componentCount: 0 };
}
