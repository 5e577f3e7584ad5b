/** One line of the palette. */
export interface Entry {
  readonly id: string;
  readonly title: string;
  /** Smaller, below the title; empty for none. */
  readonly detail: string;
  readonly keys?: string | undefined;
  readonly refused: boolean;
  readonly run: () => void;
}

/** The entries whose words begin with what was typed, in the order of how well they fit; all of them for no text. */
export function rankEntries(entries: readonly Entry[], text: string): readonly Entry[] {
  const wanted = fold(text).split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return entries;
  return entries
    .map((entry) => ({ entry, rank: rankOf(fold(entry.title), wanted) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .map(({ entry }) => entry);
}

function rankOf(title: string, wanted: readonly string[]): number {
  let rank = 0;
  for (const word of wanted) {
    const at = title.indexOf(word);
    if (at === -1) return 0;
    rank += at === 0 ? 3 : title[at - 1] === ' ' ? 2 : 1;
  }
  return rank;
}

/** Without case and accents: whoever types `visao` finds "Visão". */
function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();
}
