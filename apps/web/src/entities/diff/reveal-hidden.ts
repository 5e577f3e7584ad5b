/** A piece of a line: as it is, or a character that would not be seen, or that turns the reading order round. */
export interface Piece {
  readonly text: string;
  /** Its code point, `U+202E`, where it is such a character. */
  readonly hidden?: string;
}

/** Bidirectional controls, zero-width and other format characters, and controls but for the tab. */
const unseen = /(?!\t)[\p{Cf}\p{Co}\p{Cc}\u115f\u1160\u3164\uffa0]/gu;

/** Parts a line of code so that characters which deceive the eye are shown by name (Unicode TR36, "Trojan Source"). */
export function revealHidden(text: string): readonly Piece[] {
  if (text.search(unseen) === -1) return [{ text }];
  const pieces: Piece[] = [];
  let from = 0;
  for (const { 0: character, index } of text.matchAll(unseen)) {
    if (index > from) pieces.push({ text: text.slice(from, index) });
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    pieces.push({ text: character, hidden: `U+${code}` });
    from = index + character.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}
