/** The name that people know of a package URL without version: `pkg:npm/%40babel/core` is `@babel/core`. */
export function packageName(purl: string): string {
  const body = /^pkg:[^/]+\/(.+)$/.exec(purl)?.[1] ?? purl;
  const name = body.split(/[?#]/, 1)[0] ?? body;
  try {
    return decodeURIComponent(name);
  } catch (error) {
    // A name that is no escaped text is shown as it came.
    if (error instanceof URIError) return name;
    throw error;
  }
}

/** An address that may stand in a link: http or https only; `undefined` for everything else that foreign data may hold. */
export function webAddress(text: string | undefined): string | undefined {
  if (text === undefined || !/^https?:\/\//i.test(text)) return undefined;
  return URL.canParse(text) ? text : undefined;
}
