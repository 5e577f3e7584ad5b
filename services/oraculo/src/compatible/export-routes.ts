import { createReadStream } from 'node:fs';
import { osvExport } from '@maximus/contracts';
import { type Answer, errors as httpErrors, type Route, route } from '@maximus/http';
import type { Parts } from '../parts.ts';
import type { ExportArchives } from './export-archives.ts';
import { fromLive } from './live-answers.ts';
import type { Admit } from './open-networks.ts';

/** The index as archives in the layout of OSV's bucket (oraculo.md §8). */
export function exportRoutes(parts: Parts, admit: Admit, archives: ExportArchives): Route[] {
  return [
    route(osvExport, async ({ params, principal, headers }) => {
      admit(principal);
      return fromLive(parts, async (live): Promise<Answer> => {
        const archive = await archives.archiveOf(live, params.ecosystem);
        if (archive === undefined) throw httpErrors.not_found(`the index has no archive of "${params.ecosystem}"`);
        const checksum = Buffer.alloc(4);
        checksum.writeUInt32BE(archive.crc);
        const etag = `"${checksum.toString('hex')}-${archive.bytes.toString(16)}"`;
        const told = { etag, 'x-goog-hash': `crc32c=${checksum.toString('base64')}` };
        if (asksFor(headers['if-none-match'], etag)) return { status: 304, headers: told };
        return {
          status: 200,
          headers: { ...told, 'content-type': 'application/zip', 'content-length': String(archive.bytes) },
          body: createReadStream(archive.path),
        };
      });
    }),
  ];
}

/** Whether the caller has what a tag stands for already (RFC 9110 §13.1.2). */
function asksFor(ifNoneMatch: string | undefined, etag: string): boolean {
  const known = ifNoneMatch?.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return known?.some((tag) => tag === '*' || tag === etag) === true;
}
