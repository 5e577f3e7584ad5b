/** A descriptor (`name@range`) or a locator (`name@reference`) of yarn. */
export interface Locator {
  readonly name: string;
  /** Protocol and rest, without bindings (`::…`) and without the mark of a virtual instance. */
  readonly reference: string;
}

/** Splits at the first `@` that is not a scope's; `undefined` where there is none. */
export function readLocator(text: string): Locator | undefined {
  const at = text.indexOf('@', 1);
  if (at === -1) return undefined;
  const reference = withoutBindings(text.slice(at + 1));
  const real = reference.startsWith('virtual:') ? reference.slice(reference.indexOf('#') + 1) : reference;
  return { name: text.slice(0, at), reference: real };
}

/** `npm:1.0.0::__archiveUrl=…` without what stands behind `::`. */
export function withoutBindings(reference: string): string {
  const at = reference.indexOf('::');
  return at === -1 ? reference : reference.slice(0, at);
}

/** Yarn adds the default protocol to a plain range; version 4 of the file (yarn 2, 3) left it out. */
export function withProtocol(range: string): string {
  return /^[a-z+.]+:/.test(range) ? range : `npm:${range}`;
}

/** `npm:^1.0.0` as a manifest writes it, `^1.0.0`; an alias (`npm:real@^1.0.0`) and other protocols stay. */
export function asWritten(range: string): string {
  return range.startsWith('npm:') && range.indexOf('@', 'npm:'.length + 1) === -1 && !range.startsWith('npm:@')
    ? range.slice('npm:'.length)
    : range;
}

/** What a patch is made of: `patch:name@npm%3A1.0.0#./a.patch` has a source and files. */
export interface Patch {
  /** Locator or descriptor of the package that is patched, decoded. */
  readonly source: string;
  /** The patch files as written. */
  readonly files: string;
  /** Only yarn's own compatibility patches, which it puts in by itself. */
  readonly builtin: boolean;
}

/** Reads a `patch:` reference; `undefined` for every other. */
export function readPatch(reference: string): Patch | undefined {
  if (!reference.startsWith('patch:')) return undefined;
  const hash = reference.indexOf('#');
  const end = hash === -1 ? reference.length : hash;
  const files = withoutBindings(reference.slice(end + 1));
  const source = decode(reference.slice('patch:'.length, end));
  const builtin = files.split('&').every((file) => file.includes('builtin<'));
  return { source, files, builtin };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    if (cause instanceof URIError) return text;
    throw cause;
  }
}

/** Whether a reference is a folder of the project's own: a workspace, a link, a portal, or `file:` of no archive. */
export function isOwnFolder(reference: string): boolean {
  if (/^(?:workspace|link|portal|exec):/.test(reference)) return true;
  if (!reference.startsWith('file:')) return false;
  const hash = reference.indexOf('#');
  const path = hash === -1 ? reference : reference.slice(0, hash);
  return !path.endsWith('.tgz') && !path.endsWith('.tar.gz');
}
