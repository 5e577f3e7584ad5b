/** The thread of build-thread.ts: answers each task in turn. It imports little, because it is loaded at every large build. */
import { parentPort } from 'node:worker_threads';
import type { BuildTask, BuildWork } from './build-tasks.ts';
import { EpssColumns } from './epss-day.ts';
import { writePackages } from './package-sections.ts';
import { unpackPackages } from './packed-packages.ts';
import { packPrepared } from './prepared-batch.ts';
import { SectionBuffer } from './section-buffer.ts';
import { writeEpssFile } from './table-files.ts';

export type { BuildWork } from './build-tasks.ts';

parentPort?.on('message', (given: BuildTask) => {
  switch (given.kind) {
    case 'records': {
      const batch = packPrepared(given.task);
      answer<'records'>(batch, [batch.bytes]);
      break;
    }
    case 'packages': {
      const out = new SectionBuffer();
      writePackages(out, given.task.base, unpackPackages(given.task));
      const sections = out.finish();
      answer<'packages'>(
        sections,
        sections.map(({ bytes }) => bytes),
      );
      break;
    }
    case 'epss': {
      const { dir, date, columns } = given.task;
      answer<'epss'>(writeEpssFile(dir, { date, columns: Object.assign(new EpssColumns(), columns) }), []);
      break;
    }
  }
});

function answer<K extends keyof BuildWork>(reply: BuildWork[K]['reply'], transfer: readonly Uint8Array[]): void {
  parentPort?.postMessage(
    reply,
    transfer.map((bytes) => bytes.buffer as ArrayBuffer),
  );
}
