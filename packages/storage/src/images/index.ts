/** Images that people sent, made small (platform.md §9). Read stored-images.ts. */
export { type NewRendition, type StoredRendition, storedImages } from './stored-images.ts';
export type { ImageTables } from './tables.ts';
