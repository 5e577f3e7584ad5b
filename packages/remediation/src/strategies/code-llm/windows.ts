import type { Reachability } from '@maximus/contracts';
import type { SourceFiles } from '@maximus/reachability';
import { withoutSecrets } from './mask-secrets.ts';

/** Some lines of one file, around places that use what is flawed. */
export interface Window {
  readonly file: string;
  /** From 1. */
  readonly firstLine: number;
  /** As they are. */
  readonly lines: readonly string[];
  /** As they are shown: without secrets, without the carriage return. */
  readonly shown: readonly string[];
}

/** The windows with the whole text of their files. */
export interface Windows {
  readonly windows: readonly Window[];
  readonly texts: ReadonlyMap<string, string>;
}

const around = 20;
const longestLine = 400;

/** The lines around places, places that are near each other together; or why they cannot be shown. */
export async function windowsAround(
  places: Reachability['locations'],
  files: SourceFiles,
): Promise<Windows | { readonly reason: string }> {
  const windows: Window[] = [];
  const texts = new Map<string, string>();
  for (const [file, inFile] of Map.groupBy(places, (place) => place.file)) {
    const read = await files.read(file);
    if (!read.ok) return { reason: `${file} cannot be read` };
    texts.set(file, read.value);
    const lines = read.value.split('\n');
    for (const [from, to] of ranges(
      inFile.map(({ line }) => line),
      lines.length,
    )) {
      const own = lines.slice(from - 1, to);
      if (own.some(({ length }) => length > longestLine))
        return { reason: `${file} has lines of more than ${longestLine} characters` };
      windows.push({
        file,
        firstLine: from,
        lines: own,
        shown: own.map((line) => withoutSecrets(line.replace(/\r$/, ''))),
      });
    }
  }
  return { windows, texts };
}

/** First and last lines, those that touch each other as one. */
function ranges(lines: readonly number[], count: number): readonly [number, number][] {
  const merged: [number, number][] = [];
  for (const line of [...lines].sort((a, b) => a - b)) {
    const [from, to] = [Math.max(1, line - around), Math.min(count, line + around)];
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}
