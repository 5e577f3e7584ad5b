/** One dependency: alternatives in the order of preference, with the version that is asked for. */
export type Alternatives = readonly { readonly name: string; readonly requested?: string }[];

/** Reads a `Depends` or `Pre-Depends` field: `a (>= 1) | b, c:any`. Linear. Rule: Debian Policy, 7.1. */
export function readRelations(field: string): readonly Alternatives[] {
  return field
    .split(',')
    .map((part) => part.split('|').flatMap(readOne))
    .filter((each) => each.length > 0);
}

function readOne(text: string): { name: string; requested?: string }[] {
  const trimmed = text.trim();
  const end = trimmed.search(/[\s:([]/);
  const name = end === -1 ? trimmed : trimmed.slice(0, end);
  if (name === '') return [];
  const open = trimmed.indexOf('(');
  const close = trimmed.indexOf(')', open);
  const requested = open === -1 || close === -1 ? '' : trimmed.slice(open + 1, close).trim();
  return [{ name, ...(requested === '' ? {} : { requested }) }];
}
