import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openFolder } from '../disk-files.ts';
import { parseFile } from '../parse-file.ts';
import type { InventoryFormat, ParsedFile } from '../types.ts';

/** A real file with what the format made of it. */
export interface RealFile {
  /** Path in projects.tar.gz. */
  readonly file: string;
  readonly parsed: ParsedFile;
}

/** Reads the files of one kind of manifest.json below an unpacked projects.tar.gz; throws where one fails. */
export async function readRealFiles(folder: string, kind: string, format: InventoryFormat): Promise<RealFile[]> {
  const opened = await openFolder(folder);
  if (!opened.ok) throw opened.error;
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  const rows = manifest as readonly { readonly file: string; readonly kind: string }[];
  const read: RealFile[] = [];
  for (const { file } of rows.filter((row) => row.kind === kind)) {
    const text = readFileSync(join(folder, file), 'utf8');
    const parsed = await parseFile(format, { path: file, text, files: opened.value });
    if (!parsed.ok) throw parsed.error;
    read.push({ file, parsed: parsed.value });
  }
  return read;
}

/** The counts of a parsed file in the shape of `realCounts`. */
export function countsOf({ components }: ParsedFile): { components: number; direct: number } {
  return { components: components.length, direct: components.filter(({ direct }) => direct).length };
}
