import { errors as httpErrors, type Upload } from '@maximus/http';

const MAX_BYTES = 16_384;
const MAX_FIELDS = 20;

/** The fields of an HTML form; the first of equal names counts. Throws `http.media_type` and `http.body_too_large`. */
export async function formOf(upload: Upload | undefined): Promise<ReadonlyMap<string, string>> {
  if (upload === undefined) return new Map();
  const type = upload.contentType?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') {
    upload.stream.destroy();
    throw httpErrors.media_type('send application/x-www-form-urlencoded');
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of upload.stream) {
    const part = Buffer.from(chunk as Uint8Array);
    bytes += part.length;
    if (bytes > MAX_BYTES) throw httpErrors.body_too_large(`a form has at most ${MAX_BYTES} bytes`);
    chunks.push(part);
  }
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(Buffer.concat(chunks).toString('utf8'))) {
    if (fields.size >= MAX_FIELDS) break;
    if (!fields.has(name)) fields.set(name, value);
  }
  return fields;
}

/** A path of this site to go to after the log-in; anything else is the start page. */
export function returnPath(wish: string | undefined): string {
  const path = wish ?? '/';
  // One slash first: two, or a backslash, would name another host. No control characters: browsers drop some of them.
  return path.length <= 512 && /^\/(?![/\\])[!-[\]-~]*$/.test(path) ? path : '/';
}
