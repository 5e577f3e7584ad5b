import { createWriteStream } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { isAppError, ok, type Result } from '@maximus/kernel';
import type { OnProgress } from './build-report.ts';
import { exportSourcesName, exportSourcesText } from './export-sources.ts';
import { epssText, kevText } from './export-tables.ts';
import type { LayeredIndex } from './layered-index.ts';
import { openLayered } from './open-index.ts';
import type { RecordRow } from './segment-content.ts';

/** What an export wrote. */
export interface ExportReport {
  /** Files, relative to the folder; or the one archive. */
  readonly files: readonly string[];
  readonly records: number;
}

/** A day that every zip can hold, so that equal data gives equal archives. */
const entryTime = new Date(Date.UTC(1990, 0, 1));
const noEcosystem = '_';

/**
 * Writes an index in the layout of the feeds: `<ecosystem>/all.zip`, `kev.json` and `epss.csv.gz` below a folder, or all
 * of it in one archive when `out` ends with `.zip`, with the dates of its sources. Both can be built from again, and give the same digest; the folder
 * can also be served to `updateIndex`.
 */
export async function exportIndex(dir: string, out: string, onProgress?: OnProgress): Promise<Result<ExportReport>> {
  const opened = openLayered(dir);
  if (!opened.ok) return opened;
  const index = opened.value;
  try {
    // In the order of the texts, which is by package: each block is then expanded once.
    const rows = Array.from(index.recordTexts(), ({ row }) => row);
    const write = out.toLowerCase().endsWith('.zip') ? exportArchive : exportFolder;
    return ok({ files: await write(index, rows, out, onProgress), records: rows.length });
  } catch (error) {
    if (isAppError(error)) return { ok: false, error };
    throw error;
  } finally {
    index.close();
  }
}

interface ZipEntry {
  readonly name: string;
  readonly bytes: () => Buffer;
}

async function exportFolder(
  index: LayeredIndex,
  rows: readonly RecordRow[],
  out: string,
  onProgress?: OnProgress,
): Promise<string[]> {
  const files: string[] = [];
  for (const [ecosystem, list] of byEcosystem(rows)) {
    onProgress?.({ type: 'write', part: ecosystem });
    const name = join(encodeURIComponent(ecosystem), 'all.zip');
    await writeZip(
      join(out, name),
      list.map((row) => ({ name: `${row.id}.json`, bytes: () => textOf(index, row) })),
    );
    files.push(name);
  }
  await mkdir(out, { recursive: true });
  if (index.kevTable !== undefined) {
    await writeFile(join(out, 'kev.json'), kevText(index.kevTable, index.tableMeta.kev));
    files.push('kev.json');
  }
  if (index.epssTable !== undefined) {
    await writeFile(join(out, 'epss.csv.gz'), gzipSync(epssText(index.epssTable, index.tableMeta.epss)));
    files.push('epss.csv.gz');
  }
  await writeFile(join(out, exportSourcesName), exportSourcesText(index.manifest.sources));
  files.push(exportSourcesName);
  return files;
}

async function exportArchive(index: LayeredIndex, rows: readonly RecordRow[], out: string): Promise<string[]> {
  const entries: ZipEntry[] = rows.map((row) => ({
    name: `${encodeURIComponent(row.ecosystems[0] ?? noEcosystem)}/${row.id}.json`,
    bytes: () => textOf(index, row),
  }));
  const { kevTable, epssTable, tableMeta, manifest } = index;
  entries.push({ name: exportSourcesName, bytes: () => Buffer.from(exportSourcesText(manifest.sources)) });
  if (kevTable !== undefined)
    entries.push({ name: 'kev.json', bytes: () => Buffer.from(kevText(kevTable, tableMeta.kev)) });
  if (epssTable !== undefined)
    entries.push({ name: 'epss.csv', bytes: () => Buffer.from(epssText(epssTable, tableMeta.epss)) });
  await writeZip(out, entries);
  return [out];
}

/** A record that names several ecosystems is in the archive of each, as in the bucket. */
function byEcosystem(rows: readonly RecordRow[]): Map<string, RecordRow[]> {
  const out = new Map<string, RecordRow[]>();
  for (const row of rows) {
    for (const ecosystem of row.ecosystems.length === 0 ? [noEcosystem] : row.ecosystems) {
      const list = out.get(ecosystem);
      if (list === undefined) out.set(ecosystem, [row]);
      else list.push(row);
    }
  }
  return new Map([...out].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function textOf(index: LayeredIndex, row: RecordRow): Buffer {
  return Buffer.from(index.rawRecord(row.id)?.text ?? '');
}

/** Writes beside the target and renames, so that a broken export does not pass for a whole one. */
async function writeZip(path: string, entries: readonly ZipEntry[]): Promise<void> {
  const { ZipFile } = await import('yazl');
  await mkdir(dirname(path), { recursive: true });
  const zip = new ZipFile();
  const temporary = `${path}.part`;
  const written = pipeline(zip.outputStream, createWriteStream(temporary));
  for (const entry of entries) {
    // Asked for when its turn has come, so that one record at a time is in memory.
    zip.addReadStreamLazy(entry.name, { mtime: entryTime, mode: 0o100644 }, (done) =>
      done(null, Readable.from([entry.bytes()])),
    );
  }
  zip.end();
  await written;
  await rename(temporary, path);
}
