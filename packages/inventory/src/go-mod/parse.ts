import { posix } from 'node:path';
import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import type { ParsedFile, ParseInput, Problem } from '../types.ts';
import { componentsOf, standardLibraryOf } from './components.ts';
import { type LoadedModule, loadModule } from './load.ts';
import { type ModuleFile, readModuleFile } from './module-file.ts';
import { createOrder } from './order.ts';
import { type SelectedModule, selectModules } from './selection.ts';
import { readSums } from './sum.ts';
import { parseWorkspace } from './workspace.ts';

/** Reads a go.mod, go.work or, where nothing else is there, a go.sum. */
export async function parse(input: ParseInput): Promise<Result<ParsedFile>> {
  const name = posix.basename(input.path);
  if (name === 'go.work') return parseWorkspace(input);
  if (name === 'go.sum') return parseSumsAlone(input);
  const file = readModuleFile(input.path, input.text);
  if (!file.ok) return fail(file.error);
  if (file.value.module === undefined) {
    return fail(errors.malformed('there is no module directive', { file: input.path, line: 1 }));
  }
  const loaded = await loadModule(input.files, file.value);
  return ok(parsedFile(loaded));
}

function parsedFile({ file, modules, problems, consumed }: LoadedModule): ParsedFile {
  const library = standardLibraryOf(file, createOrder());
  const all: SelectedModule[] = library === undefined ? [...modules] : [library, ...modules];
  const components = componentsOf(all);
  return {
    components,
    roots: components.filter(({ direct }) => direct).map(({ key }) => key),
    problems: library === undefined ? [...problems, noGoDirective(file.path)] : problems,
    consumed,
  };
}

function noGoDirective(path: string): Problem {
  const error = errors.unresolved('there is no go directive: the version of the standard library is not stated', {
    file: path,
    line: 1,
  });
  return { error };
}

/** A go.sum without go.mod beside it: the modules are known as far as go.sum is tidy, what asked for them is not. */
async function parseSumsAlone(input: ParseInput): Promise<Result<ParsedFile>> {
  const modPath = input.path.slice(0, -'go.sum'.length).concat('go.mod');
  const text = (await input.files.exists(modPath)) ? await input.files.read(modPath) : undefined;
  if (text !== undefined) {
    if (!text.ok) return fail(text.error);
    const parsed = await parse({ path: modPath, text: text.value, files: input.files });
    if (!parsed.ok) return parsed;
    const components = parsed.value.components.map(({ line: _, ...component }) => component);
    return ok({ ...parsed.value, components, consumed: [modPath] });
  }
  const sums = readSums(input.path, input.text);
  if (sums.modules.size === 0 && sums.problems[0] !== undefined) return fail(sums.problems[0].error);
  const file: ModuleFile = {
    path: input.path,
    requires: [],
    replaces: [],
    excludes: new Set(),
    uses: [],
    problems: [],
  };
  const { modules, problems } = selectModules(file, { sums, order: createOrder() });
  const alone = errors.unresolved(
    'there is no go.mod beside this go.sum: direct dependencies and replacements are unknown',
    {
      file: input.path,
      line: 1,
    },
  );
  const lined = modules.map((module) => ({ ...module, line: sums.modules.get(module.name)?.line ?? 1 }));
  return ok({
    components: componentsOf(lined),
    roots: [],
    problems: [...sums.problems, ...problems, { error: alone }],
  });
}
