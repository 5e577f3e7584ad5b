import type { AppError } from '@maximus/kernel';
import { errors } from './errors.ts';
import type { Family, FamilySearch, FileImports, HandedOn, ImportSearch, Limits } from './types.ts';

/** One run over a project. */
export interface Run extends ImportSearch {
  readonly limits: Limits;
  readonly endsAtMs: number;
}

/** What a family's files said. */
export interface Evidence {
  /** What was parsed, by path. */
  readonly files: Map<string, FileImports>;
  /** Packages named in a file that could not be read as its language: their absence proves nothing. */
  readonly doubtful: Set<string>;
  /** Methods that are looked for → a file that was not parsed and has the word. */
  readonly words: Map<string, string>;
  sources: number;
  parsed: number;
  complete: boolean;
}

/** How often files are looked at again for what others hand on. */
const maxRounds = 4;

/** Reads the files of a family: those that name a package, and then those that get something of it from another file. */
export async function readFamily(
  family: Family,
  bound: FamilySearch,
  paths: readonly string[],
  run: Run,
  problems: AppError[],
): Promise<Evidence> {
  const reader = new Reader(family, bound, run, problems);
  const opaque = paths.filter((path) => family.claims(path) === 'opaque');
  if (opaque[0] !== undefined) {
    const text = `${opaque.length} files import and are not read, the first is ${opaque[0]}`;
    reader.fault(errors.file_unreadable(text, { count: opaque.length }));
  }
  await reader.read(paths.filter((path) => family.claims(path) === 'source'));
  return reader.evidence;
}

class Reader {
  readonly evidence: Evidence = {
    files: new Map(),
    doubtful: new Set(),
    words: new Map(),
    sources: 0,
    parsed: 0,
    complete: true,
  };
  readonly #family: Family;
  readonly #bound: FamilySearch;
  readonly #run: Run;
  readonly #problems: AppError[];
  readonly #methods: readonly string[];
  #handing: ReadonlySet<string> = new Set();
  readonly #handedOn: HandedOn;

  constructor(family: Family, bound: FamilySearch, run: Run, problems: AppError[]) {
    this.#family = family;
    this.#bound = bound;
    this.#run = run;
    this.#problems = problems;
    this.#methods = bound.methods;
    this.#handedOn = {
      resolve: (from, module) => (this.#handing.size === 0 ? undefined : family.resolve(from, module, this.#handing)),
      exportsOf: (path) => this.evidence.files.get(path)?.handsOn ?? new Map(),
    };
  }

  fault(error: AppError): void {
    this.evidence.complete = false;
    this.#problems.push(error);
  }

  async read(sources: readonly string[]): Promise<void> {
    const readable: string[] = [];
    for (const path of sources) {
      if (this.evidence.sources >= this.#run.limits.maxFiles) {
        const text = `only ${this.#run.limits.maxFiles} of ${sources.length} ${this.#family.id} files were read`;
        this.fault(errors.limit_reached(text));
        break;
      }
      if (this.#isOver(sources.length)) break;
      const text = await this.#textOf(path, true);
      if (text === undefined) continue;
      readable.push(path);
      this.evidence.sources += 1;
      const look = this.#bound.look(text);
      if (look.mentioned.size > 0 || look.mayBeDynamic) {
        if (!(await this.#parse(path, text, look.mentioned))) break;
      } else {
        for (const word of this.#methods) {
          if (!this.evidence.words.has(word) && text.includes(word)) this.evidence.words.set(word, path);
        }
      }
    }
    await this.#readFurther(readable);
    this.#noteDynamic();
  }

  /** Looks at the files that can import from those which hand on, until nothing new is handed on. */
  async #readFurther(paths: readonly string[]): Promise<void> {
    const handing = (path: string) => (this.evidence.files.get(path)?.handsOn.size ?? 0) > 0;
    let fresh = paths.filter(handing);
    for (let round = 0; fresh.length > 0 && round < maxRounds; round += 1) {
      this.#handing = new Set(paths.filter(handing));
      const words = [...new Set(fresh.flatMap((path) => this.#family.importedAs(path)))];
      const next: string[] = [];
      for (const path of words.length === 0 ? [] : paths) {
        if (this.#isOver(paths.length)) return;
        const text = await this.#textOf(path, false);
        if (text === undefined || !words.some((word) => text.includes(word))) continue;
        const before = described(this.evidence.files.get(path));
        if (!(await this.#parse(path, text, this.#bound.look(text).mentioned))) return;
        const after = this.evidence.files.get(path);
        if (after !== undefined && after.handsOn.size > 0 && described(after) !== before) next.push(path);
      }
      fresh = next;
    }
  }

  #isOver(count: number): boolean {
    if (this.#run.clock.now() <= this.#run.endsAtMs) return false;
    const { sources } = this.evidence;
    this.fault(errors.limit_reached(`the time ended after ${sources} of ${count} ${this.#family.id} files`));
    return true;
  }

  async #textOf(path: string, reports: boolean): Promise<string | undefined> {
    const text = await this.#run.files.read(path);
    if (text.ok && text.value.length <= this.#run.limits.maxFileBytes) return text.value;
    const why = text.ok ? `it is larger than ${this.#run.limits.maxFileBytes} bytes` : text.error.message;
    if (reports) this.fault(errors.file_unreadable(`not read: ${why}`, { file: path }));
    return undefined;
  }

  async #parse(path: string, text: string, mentioned: ReadonlySet<string>): Promise<boolean> {
    try {
      const parsed = await this.#bound.parse(path, text, this.#handedOn);
      if (!this.evidence.files.has(path)) this.evidence.parsed += 1;
      this.evidence.files.set(path, parsed);
      if (parsed.broken) for (const key of mentioned) this.evidence.doubtful.add(key);
      return true;
    } catch (cause) {
      this.fault(errors.parser_unavailable(`the parser for ${this.#family.id} cannot be used`, {}, cause));
      return false;
    }
  }

  #noteDynamic(): void {
    const lines = [...this.evidence.files].flatMap(([path, { dynamicLines }]) =>
      dynamicLines.map((line) => `${path}:${line}`),
    );
    if (lines[0] === undefined) return;
    const text = `${lines.length} places load or call what is computed, the first at ${lines[0]}`;
    this.fault(errors.computed_import(text, { count: lines.length }));
  }
}

function described(file: FileImports | undefined): string {
  return JSON.stringify([...(file?.handsOn ?? [])]);
}
