import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { newUuid } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { checksumsName, type ExportedArchive } from '../feeds/task/export-task.ts';
import { runTask } from '../feeds/task/run-task.ts';
import type { LiveIndex } from '../live-index/live-index.ts';
import type { Parts } from '../parts.ts';

/** An archive that is there to be sent. */
export interface ReadyArchive extends ExportedArchive {
  readonly path: string;
}

/** What another process may still be writing is left alone for so long. */
const abandonedMs = 3_600_000;

/**
 * The archives of the live generation, one for each ecosystem: made once per generation, all together and by a process of
 * their own, when one of them is first asked for. They lie below the folder of the index.
 */
export class ExportArchives {
  private readonly parts: Parts;
  private readonly indexDir: string;
  private readonly folder: string;
  private readonly stopping = new AbortController();
  private making: { readonly digest: string; readonly done: Promise<void> } | undefined;

  constructor(parts: Parts, indexDir: string) {
    this.parts = parts;
    this.indexDir = indexDir;
    this.folder = join(indexDir, 'exports');
  }

  /** The archive of an ecosystem; `undefined` where the index has none. Throws when it could not be made. */
  async archiveOf(live: LiveIndex, ecosystem: string): Promise<ReadyArchive | undefined> {
    if (!live.index.covers(ecosystem)) return undefined;
    const place = join(this.folder, live.digest.slice(0, 32));
    if ((await readChecksums(place)) === undefined) await this.make(live.digest, place);
    const known = (await readChecksums(place))?.get(ecosystem);
    return known && { ...known, path: join(place, known.file) };
  }

  close(): void {
    this.stopping.abort();
  }

  private make(digest: string, place: string): Promise<void> {
    if (this.making?.digest === digest) return this.making.done;
    const done = this.write(digest, place).finally(() => {
      if (this.making?.digest === digest) this.making = undefined;
    });
    this.making = { digest, done };
    return done;
  }

  private async write(digest: string, place: string): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const draft = join(this.folder, `new-${newUuid(this.parts.clock)}`);
    try {
      const task = { kind: 'export', dir: this.indexDir, out: draft, digest } as const;
      const made = await runTask(task, { signal: this.stopping.signal });
      if (!made.ok) {
        const { code, message } = made.error;
        throw code === 'oraculo.index_behind' ? errors.index_behind(message) : errors.export_failed(message, { code });
      }
      await this.keep(draft, place);
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
    await this.removeOld(place);
  }

  private async keep(draft: string, place: string): Promise<void> {
    try {
      await rename(draft, place);
    } catch (error) {
      // Another process was faster, and equal data give equal archives.
      if ((await readChecksums(place)) === undefined) throw error;
    }
  }

  private async removeOld(place: string): Promise<void> {
    for (const name of await readdir(this.folder)) {
      const path = join(this.folder, name);
      if (path === place) continue;
      const isDraft = name.startsWith('new-');
      if (isDraft && Date.now() - (await stat(path)).mtimeMs < abandonedMs) continue;
      // Whoever is being sent one of these keeps it until the end of the answer.
      await rm(path, { recursive: true, force: true });
    }
  }
}

async function readChecksums(place: string): Promise<ReadonlyMap<string, ExportedArchive> | undefined> {
  try {
    const list = JSON.parse(await readFile(join(place, checksumsName), 'utf8')) as readonly ExportedArchive[];
    return new Map(list.map((archive) => [archive.ecosystem, archive]));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
