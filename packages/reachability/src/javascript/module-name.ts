import { headOf, type SyntaxRoot } from '../parser.ts';

/** What the argument of a `require` or `import` says of the module. */
export type ModuleName =
  | { readonly kind: 'named'; readonly module: string }
  /** A file of the project itself, whichever. */
  | { readonly kind: 'local' }
  | { readonly kind: 'computed' };

const local: ModuleName = { kind: 'local' };
const computed: ModuleName = { kind: 'computed' };
/** Calls whose answer is a path or an address of a file. */
const pathCall = /^(?:new URL|(?:url\.)?pathToFileURL|(?:path\.)?(?:join|resolve)|require\.resolve)\s*\(/;

/** Reads the module from an expression; a computed name counts as named when its fixed start holds the whole package. */
export function moduleName(node: SyntaxRoot): ModuleName {
  switch (node.kind()) {
    case 'string':
    case 'template_string':
      return literal(node);
    case 'number':
      return local;
    case 'parenthesized_expression': {
      const inner = node.child(1);
      return inner === null ? computed : moduleName(inner);
    }
    case 'binary_expression': {
      const left = node.field('left');
      return left === null ? computed : prefix(left);
    }
    case 'call_expression':
    case 'new_expression':
      return pathCall.test(headOf(node, 60)) ? local : computed;
    default:
      return /^(?:__dirname|__filename|import\.meta\.(?:url|dirname))$/.test(headOf(node, 40)) ? local : computed;
  }
}

function literal(node: SyntaxRoot): ModuleName {
  const parts = node.children().filter((child) => child.isNamed());
  if (parts.some((part) => part.kind() === 'escape_sequence')) return computed;
  const first = parts[0];
  const text = first?.kind() === 'string_fragment' ? first.text() : '';
  if (parts.length <= 1 && (first === undefined || text !== '')) return { kind: 'named', module: text };
  return fixedStart(text);
}

function prefix(left: SyntaxRoot): ModuleName {
  const name = moduleName(left);
  return name.kind === 'named' ? fixedStart(name.module) : name;
}

/** `./x/` is local, `lodash/` and `@scope/a/` name their package, `lod` may become anything. */
function fixedStart(text: string): ModuleName {
  if (text.startsWith('.') || text.startsWith('/') || text.startsWith('file:')) return local;
  const slashes = text.split('/').length - 1;
  return slashes > (text.startsWith('@') ? 1 : 0) ? { kind: 'named', module: text } : computed;
}
