/** One element; comments and processing instructions are gone. */
export interface XmlElement {
  /** Local name, without prefix. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Its own character data, joined; entities and CDATA resolved. */
  readonly text: string;
  /** Line of its start tag, from 1. */
  readonly line: number;
}

/** The first child of a name. */
export function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((each) => each.name === name);
}

/** All children of a name. */
export function children(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter((each) => each.name === name) ?? [];
}

/** The trimmed text of the first child of a name; `undefined` where there is none or it is empty. */
export function textOf(element: XmlElement | undefined, name: string): string | undefined {
  const text = child(element, name)?.text.trim();
  return text === '' ? undefined : text;
}

/** A trimmed attribute; `undefined` where it is absent or empty. */
export function attribute(element: XmlElement | undefined, name: string): string | undefined {
  const text = element?.attributes.get(name)?.trim();
  return text === '' ? undefined : text;
}
