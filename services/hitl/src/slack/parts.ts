import type { Parts } from '../parts.ts';
import type { SlackConfig } from './config.ts';

/** A POST that leaves the house by a way that checks where it goes; throws when nothing comes back. */
export type Post = (request: {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}) => Promise<{ readonly status: number; readonly body: string }>;

/** What Slack needs beside review. */
export interface SlackNeeds {
  readonly config: SlackConfig;
  /** Secrets by name, the newest first; none where there is no such file. */
  readonly secretsOf: (name: string) => Promise<readonly string[]>;
  readonly post: Post;
  /** Address that people use, without a slash at its end. */
  readonly publicUrl: string;
}

/** What every part of Slack works with. */
export interface SlackParts extends SlackNeeds {
  readonly review: Parts;
}
