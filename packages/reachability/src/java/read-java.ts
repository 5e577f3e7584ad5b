import { lineOf, parseSource, type SyntaxRoot, snippetOf } from '../parser.ts';
import type { FileImports, FoundImport, FoundUse, MethodCall, UseKind } from '../types.ts';

/** What is looked for in a Java file. */
export interface JavaSearch {
  readonly methods: ReadonlySet<string>;
  /** Whole names of the classes of symbols. */
  readonly classes: readonly string[];
  follows(module: string): boolean;
}

/** Imports of a Java file, classes that it names in full, and the use of classes that are followed. */
export async function javaFile(text: string, search: JavaSearch): Promise<FileImports> {
  const root = await parseSource('java', text);
  const file = new JavaFile(root, search);
  file.readImports();
  file.readFullNames();
  file.readUses();
  file.readCalls();
  const broken = root.find({ rule: { kind: 'ERROR' } }) !== null;
  const { imports, uses, methods, dynamicLines } = file;
  return { imports, uses, methods, dynamicLines, broken, handsOn: new Map() };
}

const maxName = 300;

class JavaFile {
  readonly imports: FoundImport[] = [];
  readonly uses: FoundUse[] = [];
  readonly methods: MethodCall[] = [];
  readonly dynamicLines: number[] = [];
  readonly #root: SyntaxRoot;
  readonly #search: JavaSearch;
  /** Simple name → whole name of a class that is followed. */
  readonly #classes = new Map<string, string>();

  constructor(root: SyntaxRoot, search: JavaSearch) {
    this.#root = root;
    this.#search = search;
  }

  readImports(): void {
    for (const node of this.#root.findAll({ rule: { kind: 'import_declaration' } })) {
      const name = (node.namedChildren()[0]?.text() ?? '').replace(/\s/g, '');
      const children = node.children().map((child) => child.kind());
      const isStatic = children.includes('static');
      const isAll = children.includes('asterisk');
      const owner = isStatic && !isAll ? name.slice(0, name.lastIndexOf('.')) : name;
      this.#import(node, owner);
      if (isStatic) this.#staticMembers(owner, isAll ? undefined : name.slice(owner.length + 1));
      else if (!isAll) this.#bind(owner);
      // Which classes of a whole package are meant, their names in the file say.
      else for (const each of this.#search.classes) if (packageOf(each) === name) this.#bindMentioned(node, each);
    }
  }

  /** Classes that are named in full where they are used. */
  readFullNames(): void {
    for (const node of this.#root.findAll({
      rule: { any: [{ kind: 'scoped_type_identifier' }, { kind: 'field_access' }] },
    })) {
      const { start, end } = node.range();
      // No name of a class is so long; thousands of such nodes may lie in each other.
      if (end.index - start.index > maxName) continue;
      const name = node.text().replace(/\s/g, '');
      if (!this.#search.follows(name) || !/\.[A-Z]\w*$/.test(name)) continue;
      this.#import(node, name);
      this.#use(node, name);
    }
  }

  readUses(): void {
    for (const node of this.#root.findAll({ rule: { any: [{ kind: 'type_identifier' }, { kind: 'identifier' }] } })) {
      const name = this.#classes.get(node.text());
      if (name !== undefined) this.#use(node, name);
    }
  }

  readCalls(): void {
    const calls = this.#root.findAll({ rule: { any: [{ kind: 'method_invocation' }, { kind: 'method_reference' }] } });
    for (const node of calls) {
      const name = (node.field('name') ?? node.namedChildren().at(-1))?.text() ?? '';
      if (this.#search.methods.has(name)) this.methods.push({ name, line: lineOf(node), snippet: snippetOf(node) });
      if (name !== 'forName' && name !== 'loadClass') continue;
      const argument = node.field('arguments')?.namedChildren()[0];
      const literal = argument?.kind() === 'string_literal' ? argument.text().slice(1, -1) : undefined;
      if (literal === undefined) this.dynamicLines.push(lineOf(node));
      else {
        this.#import(node, literal);
        if (this.#search.follows(literal)) this.#add(node, literal, [], 'computed');
      }
    }
  }

  #import(node: SyntaxRoot, module: string): void {
    this.imports.push({ module, line: lineOf(node), snippet: snippetOf(node), typeOnly: false });
  }

  #bind(name: string): void {
    if (this.#search.follows(name)) this.#classes.set(name.slice(name.lastIndexOf('.') + 1), name);
  }

  #bindMentioned(node: SyntaxRoot, name: string): void {
    const simple = name.slice(name.lastIndexOf('.') + 1);
    const any = [{ kind: 'type_identifier' as const }, { kind: 'identifier' as const }];
    if (this.#root.find({ rule: { any, regex: `^${simple}$` } }) === null) return;
    this.#import(node, name);
    this.#bind(name);
  }

  #staticMembers(owner: string, member: string | undefined): void {
    if (!this.#search.follows(owner)) return;
    for (const call of this.#root.findAll({ rule: { kind: 'method_invocation' } })) {
      const name = call.field('name')?.text() ?? '';
      if (call.field('object') === null && (member === undefined || member === name))
        this.#add(call, owner, [name], 'call');
    }
    if (member === undefined) this.#bind(owner);
  }

  /** What is done with a class: a static call, a reference to a method, an instance, or its name as a type. */
  #use(node: SyntaxRoot, name: string): void {
    const parent = node.parent();
    switch (parent?.kind()) {
      case 'method_invocation':
        if (parent.field('object')?.id() === node.id())
          this.#add(parent, name, [parent.field('name')?.text() ?? ''], 'call');
        return;
      case 'method_reference':
        this.#add(parent, name, [parent.namedChildren().at(-1)?.text() ?? ''], 'value');
        return;
      case 'field_access':
        this.#add(parent, name, [parent.field('field')?.text() ?? ''], 'value');
        return;
      case 'object_creation_expression': {
        this.#add(parent, name, ['new'], 'call');
        const around = parent.parent();
        if (around?.kind() === 'method_invocation' && around.field('object')?.id() === parent.id())
          this.#add(around, name, [around.field('name')?.text() ?? ''], 'call');
        return;
      }
      default:
        return;
    }
  }

  #add(node: SyntaxRoot, module: string, path: readonly string[], kind: UseKind): void {
    this.uses.push({ module, path, kind, line: lineOf(node), snippet: snippetOf(node) });
  }
}

function packageOf(name: string): string {
  return name.slice(0, name.lastIndexOf('.'));
}
