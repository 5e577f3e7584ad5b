import { type Constraint, schemeFor } from '@maximus/versions';
import type { Selector } from './selectors.ts';

const exactVersion = /^[0-9]+\.[0-9]+\.[0-9]+(?:[-+][0-9A-Za-z.+-]*)?$/;

/** Rules of one package that are weighed against each of its versions; of more, the last ones. */
const maxRules = 64;

/** Longest value that is read as a requirement. */
const maxRange = 1000;

interface Rule {
  readonly limited: boolean;
  readonly text: string;
  /** Whether a version satisfies the value; `undefined` where the value is no requirement. */
  readonly allows: (version: string) => boolean | undefined;
}

/** Rules by the package that they decide, in the order of the file. */
export class VersionRules {
  readonly #rules = new Map<string, Rule[]>();

  /** `section` is where a person finds the rule: it is shown as `section.selector = value`. */
  add(section: string, selector: string, target: Selector, value: string): void {
    const text = `${section}.${selector} = ${value}`;
    const rule = { limited: target.limited, text, allows: createTest(plainRange(value)) };
    const known = this.#rules.get(target.name);
    if (known === undefined) this.#rules.set(target.name, [rule]);
    else {
      known.push(rule);
      if (known.length > maxRules) known.shift();
    }
  }

  /**
   * The rule that decides a package at a version, as shown; the last one that could have given this version. A rule
   * limited to a range or a parent counts only where its value is a requirement that the version satisfies.
   */
  deciding(name: string, version: string | undefined): string | undefined {
    return this.#rules.get(name)?.findLast((rule) => couldGive(rule, version))?.text;
  }
}

function couldGive({ allows, limited }: Rule, version: string | undefined): boolean {
  if (version === undefined) return !limited;
  return allows(version) ?? !limited;
}

/** `npm:name@range` and `npm:range` without protocol and name. */
function plainRange(value: string): string {
  if (!value.startsWith('npm:')) return value;
  return value.slice(Math.max('npm:'.length, value.lastIndexOf('@') + 1));
}

/** `undefined` where the value is no requirement: a tag, a path, `$name`. Read once, at the first version. */
function createTest(range: string): (version: string) => boolean | undefined {
  let read: { readonly constraint: Constraint | undefined } | undefined;
  return (version) => {
    if (range === version) return true;
    if (range.length > maxRange) return undefined;
    if (exactVersion.test(range)) return false;
    if (read === undefined) {
      const parsed = schemeFor('npm')?.constraint?.(range);
      read = { constraint: parsed?.ok === true ? parsed.value : undefined };
    }
    return read.constraint?.allows(version);
  };
}
