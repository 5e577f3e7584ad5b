import { getImage, screenshotSizes } from '@maximus/contracts';
import { type Route, route } from '@maximus/http';
import { type Database, type StoredRendition, storedImages } from '@maximus/storage';
import { errors } from './errors.ts';

/** A year: what is under a digest never changes. Only for the one who asked, for it takes rights to see. */
const caching = 'private, max-age=31536000, immutable';

/** Serves images that are kept (platform.md §9), to everyone who may read: `images.not_found`. */
export function imageRoute(database: Pick<Database, 'kysely'>): Route {
  return route(getImage, async ({ params, headers }) => {
    const size = screenshotSizes.find((one) => String(one) === params.size);
    const digest = /^[0-9a-f]{64}$/.test(params.digest) ? Buffer.from(params.digest, 'hex') : undefined;
    const none = errors.not_found('there is no such image in this size');
    if (size === undefined || digest === undefined) throw none;
    const form = formFor(headers['accept'], await storedImages.formsWithin(database, digest, size));
    if (form === undefined) throw none;
    const answer = {
      'cache-control': caching,
      etag: `"${form.tag}"`,
      vary: 'Accept',
    };
    if (isKnown(headers['if-none-match'], answer.etag)) return { status: 304, headers: answer };
    const bytes = await storedImages.bytesOf(database, digest, form);
    if (bytes === undefined) throw none;
    return {
      status: 200,
      headers: {
        ...answer,
        'content-type': `image/${form.format}`,
        'content-disposition': `inline; filename="${params.digest.slice(0, 16)}.${form.format}"`,
        // Opened by itself it is a picture and nothing else.
        'content-security-policy': "default-src 'none'; sandbox",
      },
      body: bytes,
    };
  });
}

/**
 * The smallest form that a client takes; any where it takes none of them. A newer form counts as taken only where it is
 * named: `image/*` came before it.
 */
export function formFor(accept: string | undefined, forms: readonly StoredRendition[]): StoredRendition | undefined {
  const said = (accept ?? '*/*').slice(0, 1_024).toLowerCase();
  const names = new Set(said.split(',').map((range) => range.split(';', 1)[0]?.trim() ?? ''));
  const takesAny = names.has('*/*') || names.has('image/*');
  const isTaken = ({ format }: StoredRendition) => names.has(`image/${format}`) || (takesAny && format !== 'avif');
  const smallestFirst = forms.toSorted((a, b) => a.size_bytes - b.size_bytes);
  return smallestFirst.find(isTaken) ?? smallestFirst.find(({ format }) => format !== 'avif') ?? smallestFirst[0];
}

function isKnown(header: string | undefined, tag: string): boolean {
  if (header === undefined || header.length > 4_096) return false;
  return header.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === tag);
}
