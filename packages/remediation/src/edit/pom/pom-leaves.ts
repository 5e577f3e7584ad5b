/** One element of a pom.xml that holds text only, with its place. */
export interface PomLeaf {
  /** Names of the elements around it, outermost first, itself last. */
  readonly path: readonly string[];
  /** Offsets in the text of the elements around it, so that leaves of one parent can be told. */
  readonly holder: number;
  readonly value: string;
  /** Offsets of the value without the blanks around it. */
  readonly start: number;
  readonly end: number;
}

/** An element of a pom.xml, with the places where something may be put in. */
export interface PomPlace {
  readonly path: readonly string[];
  /** Offset behind its start tag. */
  readonly inside: number;
  /** Offset of its end tag. */
  readonly close: number;
}

/** Every element of an XML text in the order of their ends; comments, CDATA and instructions are passed over. */
export function pomElements(text: string): {
  readonly leaves: readonly PomLeaf[];
  readonly places: readonly PomPlace[];
} {
  const leaves: PomLeaf[] = [];
  const places: PomPlace[] = [];
  const open: { name: string; at: number; inside: number; isLeaf: boolean }[] = [];
  const token = /<!--|<!\[CDATA\[|<\?|<!|<\/([\w.:-]+)\s*>|<([\w.:-]+)(?:\s[^<>]*?)?(\/?)>/g;
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    const [tag, closing, opening, empty] = found;
    const ends: Readonly<Record<string, string>> = { '<!--': '-->', '<![CDATA[': ']]>', '<?': '?>', '<!': '>' };
    const end = ends[tag];
    if (end !== undefined) {
      const at = text.indexOf(end, found.index + tag.length);
      if (at < 0) break;
      token.lastIndex = at + end.length;
    } else if (opening !== undefined) {
      const parent = open.at(-1);
      if (parent !== undefined) parent.isLeaf = false;
      if (empty === '') open.push({ name: opening, at: found.index, inside: token.lastIndex, isLeaf: true });
    } else if (closing !== undefined) {
      const last = open.pop();
      if (last?.name !== closing) break;
      const path = [...open.map(({ name }) => name), last.name];
      places.push({ path, inside: last.inside, close: found.index });
      if (!last.isLeaf) continue;
      const raw = text.slice(last.inside, found.index);
      const start = last.inside + (raw.length - raw.trimStart().length);
      leaves.push({ path, holder: open.at(-1)?.at ?? 0, value: raw.trim(), start, end: start + raw.trim().length });
    }
  }
  return { leaves, places };
}
