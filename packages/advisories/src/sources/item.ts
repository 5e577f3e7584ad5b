/** A piece that a reader found in a source. `origin` names the file, and the entry of an archive behind `!`. */
export type SourceItem =
  | { readonly kind: 'record'; readonly origin: string; readonly line?: number; readonly text: Buffer }
  | { readonly kind: 'kev' | 'epss' | 'export'; readonly origin: string; readonly text: Buffer }
  | { readonly kind: 'fault'; readonly origin: string; readonly line?: number; readonly reason: string };

/** What a reader hands on at once, so that a record does not cost a turn of the event loop. */
export type Batch = readonly SourceItem[];
