import type { Trail } from '../follow/trail.ts';
import type { SyntaxRoot } from '../parser.ts';
import type { Target } from '../types.ts';
import type { ScriptTrail } from './follow.ts';

/** Binds what an import statement names, or hands on what an `export … from` names. */
export function followStatement(node: SyntaxRoot, target: Target, script: ScriptTrail, trail: Trail): void {
  const named = (name: string) => trail.member(target, name);
  for (const part of node.namedChildren()) {
    switch (part.kind()) {
      case 'import_clause':
        bindClause(part, target, named, script);
        break;
      case 'import_require_clause': {
        const name = part.namedChildren().find((child) => child.kind() === 'identifier');
        if (name !== undefined) script.bind(name, target);
        break;
      }
      case 'export_clause':
        for (const specifier of valueNames(part, 'export_specifier')) {
          const name = textOf(specifier.field('name'));
          const as = textOf(specifier.field('alias')) ?? name;
          if (name !== undefined && as !== undefined) for (const each of named(name)) trail.hand(specifier, as, each);
        }
        break;
      case 'namespace_export': {
        const name = textOf(part.namedChildren()[0] ?? null);
        if (name !== undefined) trail.hand(part, name, target);
      }
    }
  }
  if (node.kind() === 'export_statement' && node.children().some((child) => child.kind() === '*')) {
    trail.hand(node, '*', target);
  }
}

function bindClause(
  clause: SyntaxRoot,
  target: Target,
  named: (name: string) => readonly Target[],
  script: ScriptTrail,
): void {
  for (const part of clause.namedChildren()) {
    switch (part.kind()) {
      case 'identifier':
        for (const each of named('default')) script.bind(part, each);
        break;
      case 'namespace_import': {
        const name = part.namedChildren()[0];
        if (name !== undefined) script.bind(name, target);
        break;
      }
      default:
        for (const specifier of valueNames(part, 'import_specifier')) {
          const name = textOf(specifier.field('name'));
          const local = specifier.field('alias') ?? specifier.field('name');
          if (name !== undefined && local !== null) for (const each of named(name)) script.bind(local, each);
        }
    }
  }
}

/** The names of a list that are not marked as types. */
function valueNames(list: SyntaxRoot, kind: string): readonly SyntaxRoot[] {
  return list.namedChildren().filter((each) => each.kind() === kind && each.child(0)?.kind() !== 'type');
}

function textOf(name: SyntaxRoot | null): string | undefined {
  const text = name?.text();
  return name?.kind() === 'string' ? text?.slice(1, -1) : text;
}
