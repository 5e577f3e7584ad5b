/** A text with every `${name}` replaced, or the first name that has no value. */
export type Interpolated =
  | { readonly known: true; readonly value: string }
  | { readonly known: false; readonly missing: string };

/** Longer texts are not coordinates; the bound stops properties that double each other. */
const longest = 2000;
const deepest = 32;

/**
 * Replaces `${name}`, and names inside the values. A name without a value, a cycle and a text past 2,000 characters are
 * not known. Rule: Maven's "Introduction to the POM", project interpolation.
 */
export function interpolate(text: string, lookUp: (name: string) => string | undefined): Interpolated {
  let steps = 0;
  const expand = (raw: string, open: readonly string[]): Interpolated => {
    let value = '';
    let from = 0;
    for (let at = raw.indexOf('${'); at !== -1; at = raw.indexOf('${', from)) {
      const end = raw.indexOf('}', at);
      if (end === -1) break;
      const name = raw.slice(at + 2, end);
      const found = lookUp(name);
      if (found === undefined || open.includes(name) || open.length >= deepest || ++steps > longest) {
        return { known: false, missing: name };
      }
      const inner = expand(found, [...open, name]);
      if (!inner.known) return inner;
      value += raw.slice(from, at) + inner.value;
      if (value.length > longest) return { known: false, missing: name };
      from = end + 1;
    }
    return { known: true, value: value + raw.slice(from) };
  };
  return text.includes('${') ? expand(text, []) : { known: true, value: text };
}
