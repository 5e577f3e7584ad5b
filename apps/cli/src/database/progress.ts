import type { ProgressEvent } from '@maximus/advisories';
import { grouped } from '../scan/table/words.ts';
import type { CommandIo } from '../terminal/io.ts';
import { createProgress, type Progress } from '../terminal/progress.ts';
import { plain } from '../terminal/style.ts';

function draw(progress: Progress, event: ProgressEvent): void {
  if (event.type === 'source') progress.update(`reading ${event.source}`);
  else if (event.type === 'read') progress.update(`${grouped(event.records)} records of ${event.source}`);
  else if (event.type === 'write') progress.update(`writing ${event.part}`);
  else if (event.type === 'download') {
    const { bytes, totalBytes } = event;
    const megabytes = `${(bytes / 1e6).toFixed(1)} MB of ${event.source}`;
    if (totalBytes === undefined) progress.update(megabytes);
    else progress.update(megabytes, bytes, totalBytes);
  }
}

/** Feeds the progress line, and the notices below it, from the events of a build or an update. */
export function showProgress(
  io: CommandIo,
  quiet: boolean,
): { readonly onProgress: (event: ProgressEvent) => void; readonly stop: () => void } {
  const progress = createProgress(io, quiet);
  return {
    onProgress: (event) => {
      draw(progress, event);
      if (event.type !== 'notice' || quiet) return;
      progress.stop();
      io.err.write(`note  ${plain(event.source)}: ${plain(event.text)}\n`);
    },
    stop: () => progress.stop(),
  };
}
