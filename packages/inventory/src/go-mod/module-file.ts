import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { createProblemList } from '../problem-list/index.ts';
import type { Problem } from '../types.ts';
import { type Directive, readDirectives } from './directives.ts';

/** `require path version`. */
export interface Requirement {
  readonly path: string;
  readonly version: string;
  /** Marked `// indirect`: no package of this module imports it. */
  readonly indirect: boolean;
  readonly line: number;
}

/** `replace path [version] => target [targetVersion]`; a target without a version is a folder. */
export interface Replacement {
  readonly path: string;
  readonly version?: string;
  readonly target: string;
  readonly targetVersion?: string;
  /** The file that has the directive; folders are relative to it. */
  readonly file: string;
  readonly line: number;
}

/** A version that a directive names, with its line. */
export interface Stated {
  readonly version: string;
  readonly line: number;
}

/** What go.mod or go.work says, as written. */
export interface ModuleFile {
  readonly path: string;
  readonly module?: string;
  /** The `go` directive: language version and, from 1.21 on, the lowest toolchain. */
  readonly go?: Stated;
  /** The `toolchain` directive without its `go` prefix; absent for `default`. */
  readonly toolchain?: Stated;
  readonly requires: readonly Requirement[];
  readonly replaces: readonly Replacement[];
  /** `path@version` of every exclude. */
  readonly excludes: ReadonlySet<string>;
  /** Folders of a go.work, as written. */
  readonly uses: readonly { readonly folder: string; readonly line: number }[];
  readonly problems: readonly Problem[];
}

/** Directives that decide nothing about the modules that are built. */
const silent = new Set(['retract', 'tool', 'godebug', 'ignore']);

interface Draft {
  module?: string;
  go?: Stated;
  toolchain?: Stated;
  requires: Requirement[];
  replaces: Replacement[];
  excludes: Set<string>;
  uses: { folder: string; line: number }[];
}

/**
 * Reads a go.mod or go.work. A line that cannot be read is a problem of its own; fails with `inventory.malformed` where
 * the structure is broken. Directives: Go Modules Reference, "go.mod files" and "Workspaces".
 */
export function readModuleFile(path: string, text: string): Result<ModuleFile> {
  const directives = readDirectives(path, text);
  if (!directives.ok) return fail(directives.error);
  const draft: Draft = { requires: [], replaces: [], excludes: new Set(), uses: [] };
  const problems = createProblemList();
  for (const directive of directives.value) {
    if (!apply(draft, directive, path)) {
      const said = [directive.verb, ...directive.args].join(' ').slice(0, 80);
      problems.add('directive', () => errors.malformed(`cannot read "${said}"`, { file: path, line: directive.line }));
    }
  }
  return ok({ path, ...draft, problems: problems.list() });
}

/** Whether the directive was understood. */
function apply(draft: Draft, { verb, args, comment, line }: Directive, file: string): boolean {
  const [first, second] = args;
  if (silent.has(verb)) return true;
  if (first === undefined || first === '') return false;
  switch (verb) {
    case 'module':
      draft.module = first;
      return true;
    case 'go':
      if (!/^\d+\.\d/.test(first)) return false;
      draft.go = { version: first, line };
      return true;
    case 'toolchain':
      return toolchain(draft, first, line);
    case 'require':
      if (second === undefined) return false;
      draft.requires.push({ path: first, version: second, indirect: isIndirect(comment), line });
      return true;
    case 'exclude':
      if (second === undefined) return false;
      draft.excludes.add(`${first}@${second}`);
      return true;
    case 'replace':
      return replace(draft, args, line, file);
    case 'use':
      draft.uses.push({ folder: first, line });
      return true;
    default:
      return false;
  }
}

function isIndirect(comment: string): boolean {
  return comment === 'indirect' || comment.startsWith('indirect;') || comment.startsWith('indirect ');
}

/** `go1.22.3` or `go1.22.3-suffix` of a custom build; `default` adds nothing to the go directive. */
function toolchain(draft: Draft, name: string, line: number): boolean {
  if (name === 'default') return true;
  const version = /^go(\d[0-9A-Za-z.]*)/.exec(name)?.[1];
  if (version === undefined) return false;
  draft.toolchain = { version, line };
  return true;
}

function replace(draft: Draft, args: readonly string[], line: number, file: string): boolean {
  const arrow = args.indexOf('=>');
  const [path, version] = args.slice(0, arrow);
  const [target, targetVersion, extra] = args.slice(arrow + 1);
  if (arrow < 1 || arrow > 2 || path === undefined || target === undefined || extra !== undefined) return false;
  draft.replaces.push({
    path,
    target,
    file,
    line,
    ...(version === undefined ? {} : { version }),
    ...(targetVersion === undefined ? {} : { targetVersion }),
  });
  return true;
}
