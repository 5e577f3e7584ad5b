/** First and last bytes of a segment; the digit is the version of the layout. */
export const magic = 'MAXSEG1\n';

/** Read back as another number on a machine of the other byte order. */
export const endianMark = 0x01020304;

/** Offset of the directory (8), its length (4), its CRC-32 (4), the magic (8). */
export const trailerBytes = 24;

/** Offset in the file, length in bytes, CRC-32 of the content. */
export type SectionRow = readonly [offset: number, length: number, crc: number];
