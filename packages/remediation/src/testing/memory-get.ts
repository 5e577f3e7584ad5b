import type { HttpGet } from '../registries/http-get.ts';
import type { StaticFile } from './static-registry.ts';

/** Address that `memoryGet` answers at. */
export const memoryAddress = 'https://registry.example.test/';

/** Answers questions from prepared files, without any network; another host fails. `asked` takes the paths. */
export function memoryGet(files: ReadonlyMap<string, StaticFile>, asked: string[] = []): HttpGet {
  return async ({ url }) => {
    if (!url.startsWith(memoryAddress)) return { state: 'failed', reason: 'ECONNREFUSED' };
    const path = decodeURIComponent(url.slice(memoryAddress.length));
    asked.push(path);
    const file = files.get(path);
    if (file === undefined) return { state: 'answered', status: 404, body: new Uint8Array() };
    const body = typeof file.body === 'string' ? new TextEncoder().encode(file.body) : file.body;
    const lastModified = file.lastModified?.toUTCString();
    return { state: 'answered', status: 200, body, ...(lastModified === undefined ? {} : { lastModified }) };
  };
}
