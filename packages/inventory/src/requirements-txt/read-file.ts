import { type AppError, fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import type { ProblemList } from '../problem-list/index.ts';
import { type Requirement, withoutCredentials } from '../python/index.ts';
import { treePath } from '../tree-path.ts';
import type { ProjectFiles } from '../types.ts';
import { includedStatements, type StatementLine, statements } from './statements.ts';
import { createViaReader, type Via } from './via.ts';

/** A requirement with where it stands. */
export interface Line {
  readonly requirement: Requirement;
  readonly hashes: readonly string[];
  readonly fileVersion?: string;
  readonly via?: Via;
  /** File that holds it, and its line there. */
  readonly file: string;
  readonly line: number;
  /** Line in the file that was parsed: of the requirement itself or of the `-r` that leads to it. */
  readonly topLine: number;
}

/** Everything a requirements file and what it includes say. */
export interface Requirements {
  readonly lines: Line[];
  readonly constraints: Line[];
  /** Local projects, whose own dependencies stand elsewhere. */
  readonly locals: { readonly target: string; readonly file: string; readonly line: number }[];
  /** Constraints files that were read. */
  readonly consumed: string[];
}

const maxFiles = 256;
const maxNesting = 16;

/** Reads a file and, through `-r` and `-c`, others of the tree. What cannot be followed is a problem. */
export async function readRequirements(
  path: string,
  text: string,
  files: ProjectFiles,
  problems: ProblemList,
): Promise<Requirements> {
  const found: Requirements = { lines: [], constraints: [], locals: [], consumed: [] };
  const seen = new Set<string>([path]);

  const visit = async (
    file: string,
    content: Iterable<StatementLine>,
    isConstraint: boolean,
    stack: readonly string[],
    top?: number,
  ) => {
    const viaReader = createViaReader();
    const target = isConstraint ? found.constraints : found.lines;
    let pending: Line | undefined;
    const flush = () => {
      const via = viaReader.take();
      if (pending !== undefined) target.push(via === undefined ? pending : { ...pending, via });
      pending = undefined;
    };
    for (const { text: body, comment, line, said } of content) {
      if (said === undefined) {
        if (comment === undefined) viaReader.end();
        else viaReader.comment(comment);
        continue;
      }
      flush();
      const topLine = top ?? line;
      const at = { file, line };
      switch (said.kind) {
        case 'requirement': {
          const { requirement, hashes, fileVersion } = said;
          pending = { requirement, hashes, ...(fileVersion === undefined ? {} : { fileVersion }), ...at, topLine };
          if (comment !== undefined) viaReader.comment(comment);
          break;
        }
        case 'include':
        case 'constraint': {
          const next = await follow(said.target, at, [...stack, file], seen, files);
          const constrains = isConstraint || said.kind === 'constraint';
          if (!next.ok) problems.add('include', () => next.error);
          else if (next.value !== undefined) {
            if (constrains) found.consumed.push(next.value.path);
            const included = includedStatements(files, next.value.path, next.value.text);
            await visit(next.value.path, included, constrains, [...stack, file], topLine);
          }
          break;
        }
        case 'local':
          if (!isConstraint) found.locals.push({ target: said.target, ...at });
          break;
        case 'nameless': {
          const shown = withoutCredentials(said.target).slice(0, 200);
          problems.add('nameless', () => errors.unresolved(`"${shown}" does not say which package it installs`, at));
          break;
        }
        case 'malformed':
          problems.add('malformed', () => errors.malformed(`"${body.slice(0, 80)}" is not a requirement`, at));
          break;
      }
    }
    flush();
  };

  await visit(path, statements(text), false, []);
  return found;
}

/** The text of an included file; `undefined` where it was read before. */
async function follow(
  target: string,
  at: { readonly file: string; readonly line: number },
  stack: readonly string[],
  seen: Set<string>,
  files: ProjectFiles,
): Promise<Result<{ path: string; text: string } | undefined, AppError>> {
  const shown = withoutCredentials(target).slice(0, 200);
  if (target.includes('://') || target.includes('${')) {
    return fail(errors.unresolved(`"${shown}" is not a file of this project`, at));
  }
  const path = treePath(at.file, target);
  if (path === undefined || path === '') {
    return fail(errors.path_escape(`"${shown}" leaves the scanned folder`, at));
  }
  if (stack.includes(path)) return fail(errors.malformed(`"${shown}" includes itself`, at));
  if (seen.has(path)) return ok(undefined);
  if (stack.length > maxNesting || seen.size > maxFiles) {
    return fail(errors.limit_reached(`more than ${maxNesting} files deep or ${maxFiles} files in all`, at));
  }
  seen.add(path);
  const text = await files.read(path);
  return text.ok
    ? ok({ path, text: text.value })
    : fail(errors.unreadable(`"${shown}" cannot be read: ${text.error.message}`, at, text.error));
}
