import { feeds } from './registry.ts';

/** Addresses of the feeds; an operator's mirror replaces them. A feed that is absent is left alone. */
export interface FeedConfig {
  /** Base of an OSV bucket: `<base>/<ecosystem>/all.zip`, `modified_id.csv` and `<id>.json`. */
  readonly osv?: string;
  /** JSON catalogue. */
  readonly kev?: string;
  /** CSV, as it is or gzip. */
  readonly epss?: string;
}

/** The public addresses of what an update fetches whole; single look-ups are asked for apart. */
export const publicFeeds: FeedConfig = Object.fromEntries(
  [...feeds.values()].flatMap(({ id, kind, publicUrl }) =>
    publicUrl === undefined || kind === 'osv-api' ? [] : [[id, publicUrl]],
  ),
);

/** Ecosystems that are fetched unless others are named: those whose lock files are read. */
export const defaultEcosystems: readonly string[] = [
  'Go',
  'Hex',
  'Maven',
  'NuGet',
  'Packagist',
  'Pub',
  'PyPI',
  'RubyGems',
  'crates.io',
  'npm',
];
