import { isSame, type Role } from '../follow/names.ts';
import type { SyntaxRoot } from '../parser.ts';

/** Kinds of nodes that bear a name in scripts. */
export const scriptNames = ['identifier', 'shorthand_property_identifier', 'shorthand_property_identifier_pattern'];

const functions = new Set([
  'function_declaration',
  'function_expression',
  'generator_function',
  'generator_function_declaration',
  'arrow_function',
  'method_definition',
  'program',
]);
const blocks = new Set([...functions, 'statement_block', 'for_statement', 'for_in_statement', 'switch_body']);
const patterns = new Set([
  'pair_pattern',
  'object_pattern',
  'array_pattern',
  'rest_pattern',
  'assignment_pattern',
  'object_assignment_pattern',
  'required_parameter',
  'optional_parameter',
]);
const maxClimb = 400;

/** Whether an identifier declares its name, and in which scope. */
export function roleOfScriptName(node: SyntaxRoot): Role {
  let at = node;
  let parent = at.parent();
  while (parent !== null && patterns.has(String(parent.kind()))) {
    const kind = parent.kind();
    if (kind === 'assignment_pattern' || kind === 'object_assignment_pattern') {
      if (isSame(parent.field('right'), at)) return 'use';
    } else if ((kind === 'required_parameter' || kind === 'optional_parameter') && isSame(parent.field('value'), at))
      return 'use';
    at = parent;
    parent = at.parent();
  }
  if (parent === null) return 'use';
  switch (parent.kind()) {
    case 'variable_declarator':
      return isSame(parent.field('name'), at) ? { scope: scopeOfVariable(parent) } : 'use';
    case 'formal_parameters':
      return { scope: parent.parent() ?? parent };
    case 'arrow_function':
    case 'catch_clause':
      return isSame(parent.field('parameter'), at) ? { scope: parent } : 'use';
    case 'for_in_statement':
      return isSame(parent.field('left'), at) && parent.field('kind') !== null ? { scope: parent } : 'use';
    case 'function_declaration':
    case 'generator_function_declaration':
    case 'class_declaration':
      return isSame(parent.field('name'), at) ? { scope: climb(parent, blocks) } : 'use';
    case 'function_expression':
    case 'generator_function':
    case 'class':
      return isSame(parent.field('name'), at) ? { scope: parent } : 'use';
    case 'import_clause':
    case 'namespace_import':
    case 'import_require_clause':
      return { scope: climb(parent, functions) };
    case 'import_specifier':
      return isSame(parent.field('alias') ?? parent.field('name'), at) ? { scope: climb(parent, functions) } : 'none';
    case 'export_specifier': {
      const isFrom = parent.parent()?.parent()?.field('source') != null;
      return !isFrom && isSame(parent.field('name'), at) ? 'use' : 'none';
    }
    default:
      return 'use';
  }
}

function scopeOfVariable(declarator: SyntaxRoot): SyntaxRoot {
  return climb(declarator, declarator.parent()?.kind() === 'variable_declaration' ? functions : blocks);
}

function climb(node: SyntaxRoot, kinds: ReadonlySet<string>): SyntaxRoot {
  let at = node.parent();
  for (let step = 0; at !== null && step < maxClimb; step += 1) {
    if (kinds.has(String(at.kind()))) return at;
    const next = at.parent();
    if (next === null) return at;
    at = next;
  }
  return at ?? node;
}
