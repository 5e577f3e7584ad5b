/** What is known of something that went wrong: an `ApiError`, an error in a list of the server, or any other. */
export interface Failed {
  /** As in docs/reference/errors.md; `network`, `timeout`, `unexpected`, `aborted` where there was no answer of the server. */
  readonly code?: string | undefined;
  /** In English: the server's own sentence. */
  readonly message: string;
}

/**
 * What went wrong, in the person's language: the text of its code, with the server's sentence in it where only that names
 * what is wrong. Without a text the server's sentence stands as it was said: English needs none, and no code is left without words.
 */
export function failureWords({ code, message }: Failed, texts: Readonly<Record<string, string>>): string {
  const text = code !== undefined && Object.hasOwn(texts, code) ? texts[code] : undefined;
  return text === undefined ? message : text.replace('{said}', () => message);
}
