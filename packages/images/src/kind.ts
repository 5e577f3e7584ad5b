/** Kinds of images that are read. */
export const imageKinds = ['png', 'jpeg', 'webp', 'avif', 'gif'] as const;
/** Kind of an image, by what it holds. */
export type ImageKind = (typeof imageKinds)[number];

const brandsFrom = 8;
/** A file type box has few brands; one that claims more is none of ours. */
const maxBrandBytes = 256;

/**
 * What an image is by its first bytes, whatever it is called: signatures of PNG (W3C §5.2), JPEG (T.81 §B.1.1.3), GIF
 * (89a §17), WebP (RFC 9649 §2.4) and AVIF (brand `avif` or `avis`, AV1-AVIF §6); undefined for anything else.
 */
export function kindOf(bytes: Uint8Array): ImageKind | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, maxBrandBytes));
  if (head.length < 12) return undefined;
  const at = (from: number, to: number) => head.toString('latin1', from, to);
  if (at(0, 8) === '\x89PNG\r\n\x1a\n') return 'png';
  if (at(0, 3) === '\xff\xd8\xff') return 'jpeg';
  if (at(0, 6) === 'GIF87a' || at(0, 6) === 'GIF89a') return 'gif';
  if (at(0, 4) === 'RIFF' && at(8, 12) === 'WEBP') return 'webp';
  return at(4, 8) === 'ftyp' && brandsOf(head).some((brand) => brand === 'avif' || brand === 'avis')
    ? 'avif'
    : undefined;
}

/** Major and compatible brands; between them lies a version. */
function brandsOf(head: Buffer): string[] {
  const end = Math.min(head.readUInt32BE(0), head.length);
  const brands: string[] = [];
  for (let from = brandsFrom; from + 4 <= end; from += 4) {
    if (from !== 12) brands.push(head.toString('latin1', from, from + 4));
  }
  return brands;
}
