import { type Candidate, createCoverage, folderOf, foldersUpwards } from './discovery/index.ts';
import { type DiskFiles, headBytes } from './disk-files.ts';
import { errors } from './errors.ts';
import {
  type FileOutcome,
  failedOutcome,
  type InventoryFile,
  parsedOutcome,
  skippedOutcome,
  unsupportedFile,
} from './inventory-file.ts';
import { parseFile } from './parse-file.ts';
import type { InventoryFormat } from './types.ts';

/** Reads candidates one after another and knows which of them make others redundant. */
export class Reading {
  readonly #files: DiskFiles;
  readonly #coveredAbove: (path: string) => Promise<string | undefined>;
  readonly #outcomes: FileOutcome[] = [];
  readonly #byFolder = new Map<string, FileOutcome[]>();
  readonly #consumedBy = new Map<string, string>();

  constructor(files: DiskFiles) {
    this.#files = files;
    this.#coveredAbove = createCoverage(files);
  }

  /** Reads a candidate; one that turns out to be nobody's leaves no trace. Answers its number of components. */
  async read(candidate: Candidate): Promise<number> {
    const { path, formats } = candidate;
    const owner = this.#consumedBy.get(path);
    const outcome =
      owner === undefined ? await this.#outcomeOf(candidate) : skippedOutcome(path, formats[0], `read with ${owner}`);
    if (outcome !== undefined) this.add(outcome);
    return outcome?.file.componentCount ?? 0;
  }

  /** Takes an outcome that was not read here. */
  add(outcome: FileOutcome): void {
    const { path } = outcome.file;
    this.#outcomes.push(outcome);
    const folder = folderOf(path);
    const beside = this.#byFolder.get(folder);
    if (beside === undefined) this.#byFolder.set(folder, [outcome]);
    else beside.push(outcome);
    if (this.#consumedBy.has(path)) return;
    for (const consumed of outcome.consumed) {
      if (!this.#consumedBy.has(consumed)) this.#consumedBy.set(consumed, path);
    }
  }

  /** Every file as it stands at the end: one that a later one was read with is skipped too. */
  results(): InventoryFile[] {
    return this.#outcomes.map(({ file, format }) => {
      const owner = this.#consumedBy.get(file.path);
      if (owner === undefined || owner === file.path || file.status === 'failed' || file.status === 'skipped')
        return file;
      return skippedOutcome(file.path, format, `read with ${owner}`).file;
    });
  }

  async #outcomeOf(candidate: Candidate): Promise<FileOutcome | undefined> {
    const { path, formats, exact, irregular, named } = candidate;
    const [first] = formats;
    if (path.endsWith('/')) return this.#treeOutcome(candidate);
    if (irregular) {
      return failedOutcome(path, first, errors.unreadable('not a regular file; it was not opened', { file: path }));
    }
    const text = await this.#files.read(path);
    if (!text.ok) {
      const head = exact ? undefined : await this.#files.head(path);
      const format = head?.ok ? formats.find((each) => each.detect(path, head.value)) : first;
      return format === undefined ? undefined : failedOutcome(path, format, text.error);
    }
    const head = text.value.slice(0, headBytes);
    const format = formats.find((each) => each.detect(path, head));
    if (format !== undefined) {
      const reason = await this.#redundant(path, format);
      if (reason !== undefined) return skippedOutcome(path, format, reason);
      return parsedOutcome(path, format, await parseFile(format, { path, text: text.value, files: this.#files }));
    }
    if (named === true) {
      const file = unsupportedFile(path, 'no format reads a file of this name and content');
      return { file, format: undefined, consumed: [] };
    }
    const error = errors.malformed('the content is not what the name says', { file: path, line: 1 });
    return exact ? failedOutcome(path, first, error) : undefined;
  }

  async #treeOutcome({ path, formats }: Candidate): Promise<FileOutcome | undefined> {
    const format = formats.find((each) => each.detect(path, ''));
    if (format === undefined || this.#superseding(format, foldersUpwards(folderOf(path))) !== undefined)
      return undefined;
    return parsedOutcome(path, format, await parseFile(format, { path, text: '', files: this.#files }));
  }

  async #redundant(path: string, format: InventoryFormat): Promise<string | undefined> {
    const beside = this.#superseding(format, [folderOf(path)]);
    if (beside !== undefined) return `${beside} is read instead`;
    const above = format.kind === 'manifest' ? await this.#coveredAbove(path) : undefined;
    return above === undefined ? undefined : `${above} of its workspace is read instead`;
  }

  /** A file in one of the folders, nearest first, that makes files of a format redundant. */
  #superseding(format: InventoryFormat, folders: readonly string[]): string | undefined {
    const ids = format.supersededBy ?? [];
    if (ids.length === 0) return undefined;
    for (const folder of folders) {
      const found = this.#byFolder.get(folder)?.find((each) => ids.includes(each.format?.id ?? ''));
      if (found !== undefined) return found.file.path;
    }
    return undefined;
  }
}
