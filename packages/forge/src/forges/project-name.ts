/** Splits `owner/name` at its first slash. */
export function ownerAndName(project: string): { readonly owner: string; readonly name: string } {
  const slash = project.indexOf('/');
  return { owner: project.slice(0, slash), name: project.slice(slash + 1) };
}

/** The project of an origin's address: its path without `.git`. */
export function projectOf(origin: URL): string {
  return decodeURIComponent(origin.pathname)
    .replace(/^\/+|\/+$/g, '')
    .replace(/\.git$/, '');
}
