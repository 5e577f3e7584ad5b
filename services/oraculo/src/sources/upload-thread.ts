/** Thread of read-upload.ts: reads one upload and answers with its inventory, or with nothing but that it can be read. */
import { parentPort, workerData } from 'node:worker_threads';
import { readPosted } from './posted-inventory.ts';
import { takeSbom } from './take-upload.ts';
import type { UploadAnswer, UploadTask } from './upload-task.ts';

const { kind, bytes, tool, want } = workerData as UploadTask;
const read = kind === 'inventory' ? readPosted(bytes) : await takeSbom(bytes, { tool });
const answer: UploadAnswer = read.ok
  ? { ok: true, inventory: want === 'inventory' ? read.value : undefined }
  : { ok: false, code: read.error.code, message: read.error.message, details: { ...read.error.details } };
parentPort?.postMessage(answer);
