const shapes =
  /\b(?:CVE-\d{4}-\d{4,10}|GHSA(?:-[23456789cfghjmpqrvwx]{4}){3}|(?:PYSEC|RUSTSEC|GO|MAL)-\d{4}-\d{1,10})(?![A-Za-z0-9])/gi;

/** Longest text that is searched, in UTF-16 units. */
const maxText = 8192;

/** The advisory ids that stand in a text such as an address or a rule's id, in order, without repeats. */
export function idsIn(text: string | undefined): string[] {
  return text === undefined ? [] : [...new Set(text.slice(0, maxText).match(shapes) ?? [])];
}
