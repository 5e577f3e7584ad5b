import { isSame, type Role } from '../follow/names.ts';
import type { SyntaxRoot } from '../parser.ts';

/** Kinds of nodes that bear a name in Python. */
export const pythonNames = ['identifier'];

const scopes = new Set([
  'function_definition',
  'lambda',
  'class_definition',
  'module',
  'list_comprehension',
  'set_comprehension',
  'dictionary_comprehension',
  'generator_expression',
]);
const patterns = new Set([
  'pattern_list',
  'tuple_pattern',
  'list_pattern',
  'list_splat_pattern',
  'dictionary_splat_pattern',
  'typed_parameter',
]);
const maxClimb = 400;

/** Tells of an identifier whether it declares its name, and where; names that are declared `global` belong to the module. */
export function pythonRoles(root: SyntaxRoot, text: string): (node: SyntaxRoot) => Role {
  const globals = new Set<string>();
  if (text.includes('global ')) {
    for (const statement of root.findAll({ rule: { kind: 'global_statement' } })) {
      for (const name of statement.namedChildren()) globals.add(name.text());
    }
  }
  const declared = (node: SyntaxRoot, from: SyntaxRoot | null): Role => ({
    scope: globals.has(node.text()) || from === null ? root : scopeAt(from),
  });
  return (node) => {
    let at = node;
    let parent = at.parent();
    while (parent !== null && patterns.has(String(parent.kind()))) {
      at = parent;
      parent = at.parent();
    }
    if (parent === null) return 'use';
    const isField = (name: string) => isSame(parent.field(name), at);
    switch (parent.kind()) {
      case 'attribute':
        return isField('object') ? 'use' : 'none';
      case 'keyword_argument':
        return isField('name') ? 'none' : 'use';
      case 'global_statement':
      case 'nonlocal_statement':
        return 'none';
      case 'parameters':
      case 'lambda_parameters':
        return declared(node, parent);
      case 'default_parameter':
      case 'typed_default_parameter':
      case 'named_expression':
        return isField('name') ? declared(node, parent) : 'use';
      case 'assignment':
      case 'augmented_assignment':
      case 'for_statement':
      case 'for_in_clause':
        return isField('left') ? declared(node, parent) : 'use';
      case 'as_pattern_target':
        return declared(node, parent);
      case 'function_definition':
      case 'class_definition':
        return isField('name') ? declared(node, parent.parent()) : 'use';
      case 'aliased_import':
        return isField('alias') ? declared(node, parent) : 'none';
      case 'dotted_name':
        return roleInDottedName(node, parent, declared);
      default:
        return 'use';
    }
  };
}

function roleInDottedName(
  node: SyntaxRoot,
  dotted: SyntaxRoot,
  declared: (node: SyntaxRoot, from: SyntaxRoot | null) => Role,
): Role {
  const statement = dotted.parent();
  const isFirst = isSame(dotted.namedChildren()[0] ?? null, node);
  switch (statement?.kind()) {
    case 'import_statement':
      return isFirst ? declared(node, statement) : 'none';
    case 'import_from_statement':
      return isSame(statement.field('module_name'), dotted) ? 'none' : declared(node, statement);
    case 'aliased_import':
    case 'relative_import':
      return 'none';
    default:
      return isFirst ? 'use' : 'none';
  }
}

function scopeAt(node: SyntaxRoot): SyntaxRoot {
  let at = node;
  for (let step = 0; step < maxClimb && !scopes.has(String(at.kind())); step += 1) {
    const next = at.parent();
    if (next === null) break;
    at = next;
  }
  return at;
}
