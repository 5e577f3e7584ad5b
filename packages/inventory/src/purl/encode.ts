const plain = /^[A-Za-z0-9.\-_~:]*$/;

/** Percent-encodes one purl part: letters, digits, `.-_~` and `:` stay as they are (ECMA-427, character encoding). */
export function encodePart(text: string): string {
  if (plain.test(text)) return text;
  return encodeURIComponent(text.toWellFormed())
    .replaceAll('%3A', ':')
    .replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Undoes percent-encoding; `undefined` where an escape is not valid UTF-8. */
export function decodePart(text: string): string | undefined {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    // The only thing decodeURIComponent throws is a URIError about the escape.
    return undefined;
  }
}
