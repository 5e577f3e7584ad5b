/** Images, by digest of what was sent, and what was made of each; see migration 0053. */
export interface ImageTables {
  image: {
    digest: Buffer;
    width: number;
    height: number;
    created_at: Date;
  };
  image_rendition: {
    digest: Buffer;
    bound: number;
    format: string;
    size_bytes: number;
    tag: string;
    bytes: Buffer;
  };
}
