/** A test of paths relative to the root, with `/`; a folder is given without a closing slash. */
export type PathTest = (path: string) => boolean;

/**
 * Compiles globs as a person writes them on a command line: without `/` they are about a name at any depth, and a folder
 * stands for all that is in it. Loads the matcher only where there is a glob.
 */
export async function compileGlobs(globs: readonly string[]): Promise<PathTest | undefined> {
  if (globs.length === 0) return undefined;
  const { default: picomatch } = await import('picomatch');
  const patterns = globs.flatMap((glob) => {
    let clean = glob.startsWith('./') ? glob.slice(2) : glob;
    if (clean.startsWith('/')) clean = clean.slice(1);
    else if (!clean.replace(/\/$/, '').includes('/')) clean = `**/${clean}`;
    if (clean.endsWith('/')) clean = clean.slice(0, -1);
    return [clean, `${clean}/**`];
  });
  return picomatch(patterns, { dot: true, strictSlashes: true });
}
