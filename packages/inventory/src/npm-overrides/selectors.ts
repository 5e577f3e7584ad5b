/** The package that a selector decides, and whether it does so only for a range or below a parent. */
export interface Selector {
  readonly name: string;
  readonly limited: boolean;
}

/** `name`, `name@range`, `parent@range>name@range`: pnpm's `overrides` (pnpm's settings reference). */
export function targetOfOverride(selector: string): Selector {
  return withoutRange(selector.slice(parentEnd(selector)), selector);
}

/** `name`, `**` + `/name`, `parent/name`, `@s/parent/**` + `/@s/name`, `name@npm:range`: yarn's `resolutions`. */
export function targetOfResolution(selector: string): Selector {
  let name = '';
  let segments = 0;
  for (let start = 0; start < selector.length; ) {
    const end = segmentEnd(selector, start);
    const segment = selector.slice(start, end);
    if (segment !== '**') {
      name = segment;
      segments++;
    }
    start = end + 1;
  }
  const target = withoutRange(name, name);
  return { name: target.name, limited: target.limited || segments > 1 };
}

/** A segment is a name with its range; a scope's slash does not end it. */
function segmentEnd(selector: string, start: number): number {
  const scoped = selector.charCodeAt(start) === 0x40;
  const first = selector.indexOf('/', start);
  const end = scoped && first !== -1 ? selector.indexOf('/', first + 1) : first;
  return end === -1 ? selector.length : end;
}

function withoutRange(target: string, selector: string): Selector {
  const at = target.indexOf('@', 1);
  const name = at === -1 ? target : target.slice(0, at);
  return { name, limited: name !== selector };
}

/** Where the target of `parent>child` begins. A `>` that belongs to a range is followed by a digit, `=` or a space. */
function parentEnd(selector: string): number {
  for (let at = selector.length - 2; at > 0; at--) {
    if (selector.charCodeAt(at) !== 0x3e) continue;
    const before = selector.charCodeAt(at - 1);
    const after = selector.charCodeAt(at + 1);
    const opensRange = before === 0x40 || before === 0x20 || before === 0x7c || after === 0x3d || after === 0x20;
    if (!opensRange) return at + 1;
  }
  return 0;
}
