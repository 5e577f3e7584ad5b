import { isFile, type Trail } from '../follow/trail.ts';
import type { SyntaxRoot } from '../parser.ts';
import type { Target } from '../types.ts';
import type { PythonTrail } from './follow.ts';
import type { PythonSearch } from './imports.ts';

/** Binds what an import statement names. */
export function followImport(node: SyntaxRoot, search: PythonSearch, python: PythonTrail, trail: Trail): void {
  if (node.kind() === 'import_statement') {
    for (const part of node.namedChildren()) bindModule(part, search, python, trail);
    return;
  }
  const from = node.field('module_name')?.text().replace(/\s/g, '') ?? '';
  if (node.children().some((child) => child.kind() === 'wildcard_import')) {
    const target = search.follows(from);
    if (target !== undefined) python.star(search.starNames(from), target);
    return;
  }
  for (const part of node.fieldChildren('name')) {
    const name = (part.field('name') ?? part).text();
    const local = part.field('alias') ?? part.namedChildren()[0];
    if (local === undefined) continue;
    for (const target of imported(from, name, search, trail)) python.bind(local, target);
  }
}

/** Follows what a call gives that imports a module by its name. */
export function followCall(
  call: SyntaxRoot,
  named: readonly string[],
  search: PythonSearch,
  python: PythonTrail,
): void {
  const [module] = named;
  const target = module === undefined ? undefined : search.follows(module);
  if (target !== undefined) python.follow(call, target);
}

/** `from a import b`: a name of module `a`, or module `a.b`. */
function imported(from: string, name: string, search: PythonSearch, trail: Trail): readonly Target[] {
  const joined = from.endsWith('.') ? from + name : `${from}.${name}`;
  const found: Target[] = [];
  const module = search.follows(from);
  if (module !== undefined) found.push(...trail.member(module, name));
  const inner = search.follows(joined);
  if (inner !== undefined && (module === undefined || isFile(inner))) found.push(inner);
  return found;
}

function bindModule(part: SyntaxRoot, search: PythonSearch, python: PythonTrail, trail: Trail): void {
  const alias = part.field('alias');
  const module = (part.field('name') ?? part).text().replace(/\s/g, '');
  const target = search.follows(module);
  if (target === undefined) return;
  if (alias !== null) {
    python.bind(alias, target);
    return;
  }
  const first = part.namedChildren()[0];
  const [top = '', ...rest] = module.split('.');
  if (first === undefined) return;
  if (!isFile(target)) python.bind(first, { module: top, path: [] });
  else if (rest.length === 0) python.bind(first, target);
  else {
    // `import a.b` binds `a`, of which only `b` is known to hand something on.
    let inner = target;
    for (const [at, name] of rest.reverse().entries()) inner = trail.addMember(`${part.id()}.${at}`, name, inner);
    python.bind(first, inner);
  }
}
