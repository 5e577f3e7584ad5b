import { crc32 } from 'node:zlib';

const block = 512;
/** Longest stored block (RFC 1951 §3.2.4). */
const mostStored = 0xffff;

/**
 * Packs files as npm unpacks them: a tar archive (ustar, POSIX.1-1988) in gzip (RFC 1952) without compression, so that the
 * same files are the same bytes with every runtime and on every system. Paths are at most 100 bytes.
 */
export function packArchive(files: ReadonlyMap<string, string | Buffer>): Buffer {
  const entries = [...files].flatMap(([path, content]) => entryOf(path, Buffer.from(content as string)));
  const tar = Buffer.concat([...entries, Buffer.alloc(2 * block)]);
  const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
  const blocks: Buffer[] = [];
  for (let from = 0; from < tar.length; from += mostStored) {
    const part = tar.subarray(from, from + mostStored);
    const head = Buffer.alloc(5);
    head.writeUInt8(from + part.length === tar.length ? 1 : 0);
    head.writeUInt16LE(part.length, 1);
    head.writeUInt16LE(~part.length & mostStored, 3);
    blocks.push(head, part);
  }
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(tar));
  trailer.writeUInt32LE(tar.length, 4);
  return Buffer.concat([header, ...blocks, trailer]);
}

function entryOf(path: string, body: Buffer): readonly Buffer[] {
  const header = Buffer.alloc(block);
  header.write(path, 0, 100);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${body.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\0', 257);
  header.write('00', 263);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return [header, body, Buffer.alloc((block - (body.length % block)) % block)];
}
