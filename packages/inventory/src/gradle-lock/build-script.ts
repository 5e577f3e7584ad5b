import { posix } from 'node:path';
import { inFolder } from '../tree-path.ts';
import type { ProjectFiles } from '../types.ts';

/** What build scripts ask for: `group:artifact` or plug-in id → version, where the script writes one. */
export type Requests = ReadonlyMap<string, string | undefined>;

/**
 * Looks for coordinates in the string literals of build.gradle and build.gradle.kts in a folder. The scripts are programs
 * and are not run: a name put together at run time is not found, and the component then counts as transitive.
 */
export async function readRequests(files: ProjectFiles, folder: string): Promise<Requests> {
  const requests = new Map<string, string | undefined>();
  for (const name of ['build.gradle', 'build.gradle.kts', 'settings.gradle', 'settings.gradle.kts']) {
    const path = inFolder(folder, name);
    const text = (await files.exists(path)) ? await files.read(path) : undefined;
    if (!text?.ok) continue;
    for (const literal of literals(text.value)) {
      const [group = '', artifact = '', version] = literal.split(':', 3);
      const key = artifact === '' ? group : `${group}:${artifact}`;
      if (key.length > 1 && !requests.get(key)) {
        requests.set(key, version === undefined || version === '' || version.includes('$') ? undefined : version);
      }
    }
  }
  return requests;
}

/** The folder of the project that a lock file belongs to. */
export function projectFolder(path: string, isLegacy: boolean): string {
  const folder = posix.dirname(path);
  const project = isLegacy ? posix.dirname(posix.dirname(folder)) : folder;
  return project === '.' ? '' : project;
}

/** The texts between quotes outside comments; none spans lines. */
function* literals(text: string): Generator<string> {
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '/' && text.charAt(at + 1) === '/') at = lineEnd(text, at);
    else if (char === '/' && text.charAt(at + 1) === '*') {
      const end = text.indexOf('*/', at + 2);
      at = end === -1 ? text.length : end + 1;
    } else if (char === '"' || char === "'") {
      const end = closing(text, at, char);
      if (end !== -1) yield text.slice(at + 1, end);
      // A text that does not end on its line has no further one behind it.
      at = end === -1 ? lineEnd(text, at) : end;
    }
  }
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

function closing(text: string, start: number, quote: string): number {
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '\n') return -1;
    if (char === '\\') at++;
    else if (char === quote) return at;
  }
  return -1;
}
