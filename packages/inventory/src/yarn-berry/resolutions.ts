import { readLocator, withoutBindings, withProtocol } from './locator.ts';

/** One `resolutions` entry: which request it takes, and what it makes of it. */
interface Resolution {
  /** Place in the manifest: the first that fits is taken. */
  readonly order: number;
  readonly parent: string | undefined;
  readonly value: string;
  /** As shown: `resolutions.parent/name = 1.0.0`. */
  readonly text: string;
}

/**
 * The root manifest's `resolutions`. Yarn keeps the requests of packages as they are written and applies these on the
 * way, so a reader of the file must do the same. A selector has at most one parent (yarn's reference, "resolutions").
 */
export class Resolutions {
  /** The first of each name, parent and range. */
  readonly #bySelector = new Map<string, Resolution>();

  constructor(entries: readonly (readonly [string, string])[]) {
    let order = 0;
    for (const [selector, value] of entries) {
      const parts = splitSelector(selector);
      const target = parts.at(-1) ?? '';
      const parent = parts.length > 1 ? parts.at(-2) : undefined;
      const { name, range } = readTarget(target);
      const resolution = {
        order: order++,
        parent: parent === undefined || parent === '**' ? undefined : readTarget(parent).name,
        value: withoutBindings(withProtocol(value)),
        text: `resolutions.${selector} = ${value}`,
      };
      const key = selectorKey(name, resolution.parent, range);
      if (!this.#bySelector.has(key)) this.#bySelector.set(key, resolution);
    }
  }

  /** What a request of `parent` becomes; `undefined` where no resolution takes it. */
  applied(parent: string, name: string, range: string): Resolution | undefined {
    if (this.#bySelector.size === 0) return undefined;
    let first: Resolution | undefined;
    for (const key of [
      selectorKey(name, undefined, undefined),
      selectorKey(name, parent, undefined),
      selectorKey(name, undefined, range),
      selectorKey(name, parent, range),
    ]) {
      const found = this.#bySelector.get(key);
      if (found !== undefined && (first === undefined || found.order < first.order)) first = found;
    }
    return first;
  }
}

function selectorKey(name: string, parent: string | undefined, range: string | undefined): string {
  return `${name}\0${parent ?? ''}\0${range ?? ''}`;
}

/** Parts at the slashes that are neither a scope's nor of a range with a protocol of its own (a patch, a URL). */
function splitSelector(selector: string): string[] {
  const parts: string[] = [];
  for (let start = 0; start < selector.length; ) {
    const scope = selector.charCodeAt(start) === 0x40 ? selector.indexOf('/', start) + 1 : start;
    const nameEnd = endOfName(selector, Math.max(scope, start));
    const ranged = selector.charCodeAt(nameEnd) === 0x40;
    const foreign = ranged && selector.indexOf(':', nameEnd) !== -1 && !selector.startsWith('npm:', nameEnd + 1);
    const slash = foreign ? -1 : selector.indexOf('/', nameEnd);
    const end = slash === -1 ? selector.length : slash;
    parts.push(selector.slice(start, end));
    start = end + 1;
  }
  return parts;
}

function endOfName(selector: string, from: number): number {
  let at = from;
  while (at < selector.length && selector.charCodeAt(at) !== 0x2f && (selector.charCodeAt(at) !== 0x40 || at === from))
    at++;
  return at;
}

function readTarget(target: string): { name: string; range: string | undefined } {
  const locator = readLocator(target);
  return locator === undefined
    ? { name: target, range: undefined }
    : { name: locator.name, range: withProtocol(locator.reference) };
}
