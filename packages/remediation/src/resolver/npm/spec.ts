import { intersects, satisfies, validRange } from 'semver';

/** What a requirement asks for; `other` is a tag, an archive, a folder or a repository, which no version number answers. */
export type Spec =
  | { readonly type: 'range'; readonly range: string }
  | { readonly type: 'alias'; readonly name: string; readonly range: string }
  | { readonly type: 'other'; readonly text: string };

const longest = 512;

/** Answers that are kept: one plan asks the same few thousand questions millions of times. */
const maxKept = 100_000;
const specs = new Map<string, Spec>();
const satisfied = new Map<string, boolean>();
const ranges = new Map<string, boolean>();

function kept<T>(answers: Map<string, T>, question: string, answer: () => T): T {
  const known = answers.get(question);
  if (known !== undefined) return known;
  if (answers.size >= maxKept) answers.clear();
  const found = answer();
  answers.set(question, found);
  return found;
}

/** Reads a requirement (npm's "package.json", dependencies). */
export function readSpec(text: string): Spec {
  return text.length > 2 * longest ? read(text) : kept(specs, text, () => read(text));
}

function read(text: string): Spec {
  const trimmed = text.trim();
  if (trimmed.length > longest) return { type: 'other', text: trimmed.slice(0, longest) };
  if (trimmed.startsWith('npm:')) {
    const body = trimmed.slice('npm:'.length);
    const at = body.indexOf('@', 1);
    const name = at < 0 ? body : body.slice(0, at);
    const range = at < 0 ? '*' : body.slice(at + 1);
    return isRange(range) ? { type: 'alias', name, range } : { type: 'other', text: trimmed };
  }
  return isRange(trimmed) ? { type: 'range', range: trimmed } : { type: 'other', text: trimmed };
}

/** Whether a version of a package answers a requirement; one that no version number answers is never said to be. */
export function answers(spec: Spec, folder: string, name: string, version: string): boolean {
  if (spec.type === 'other') return false;
  return (spec.type === 'alias' ? spec.name : folder) === name && inRange(version, spec.range);
}

/** node-semver's satisfaction, as npm asks it. */
export function inRange(version: string, range: string): boolean {
  return kept(satisfied, `${range}\0${version}`, () => satisfies(version, range, { loose: true }));
}

/** Whether two ranges have a version in common; ranges that cannot be read have none. */
export function meet(a: string, b: string): boolean {
  return isRange(a) && isRange(b) && intersects(a, b, { loose: true });
}

/** Whether npm reads it as a range of versions. */
export function isRange(text: string): boolean {
  return text.length <= longest && kept(ranges, text, () => validRange(text, { loose: true }) !== null);
}
