import { bomToken, dependencyTrackVersion, postBom, putBom } from '@maximus/contracts';
import { type Answer, errors as httpErrors, okAnswer, type Route, route, type Upload } from '@maximus/http';
import { unwrap } from '@maximus/kernel';
import { type Jobs, scanByUuid } from '@maximus/storage';
import type { Parts } from '../parts.ts';
import { acceptUpload } from '../rest/take-upload.ts';
import { checkUpload } from '../sources/read-upload.ts';
import { type BomRequest, readBomForm, readBomJson } from './bom-request.ts';

/** The version of Dependency-Track's API that is spoken; plug-ins refuse older ones. */
const spoken = '4.13.0';
const tool = 'dependency-track';
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What CI plug-ins made for Dependency-Track upload to (oraculo.md §8). */
export function dependencyTrackRoutes(parts: Parts, jobs: Jobs): Route[] {
  const take = async (request: BomRequest, correlationId: string, signal: AbortSignal): Promise<Answer> => {
    const { bytes, project, autoCreate: create } = request;
    unwrap(await checkUpload('sbom', bytes, { tool, signal }));
    const accepted = { bytes, kind: 'sbom', tool, trigger: 'upload', correlationId, project, create } as const;
    const { scanId } = await acceptUpload(parts, jobs, accepted);
    return okAnswer({ token: scanId });
  };
  return [
    route(putBom, async ({ upload, correlationId, signal }) =>
      take(await readBomJson(given(upload)), correlationId, signal),
    ),
    route(postBom, async ({ upload, correlationId, signal }) =>
      take(await readBomForm(given(upload)), correlationId, signal),
    ),
    route(bomToken, async ({ params }) => {
      const scan = uuid.test(params.token) ? await scanByUuid(parts.database, params.token) : undefined;
      // As there, a token that nobody knows is not being processed.
      return okAnswer({ processing: scan?.state === 'queued' || scan?.state === 'running' });
    }),
    route(dependencyTrackVersion, async () =>
      okAnswer({
        application: 'Dependency-Track compatible',
        version: spoken,
        timestamp: new Date(parts.clock.now()).toISOString(),
        framework: { name: 'Maximus', version: parts.version },
      }),
    ),
  ];
}

function given(upload: Upload | undefined): Upload {
  if (upload === undefined) throw httpErrors.bad_request('the request has no body');
  return upload;
}
