import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Route } from '@maximus/http';
import type { Module } from '@maximus/kernel';
import { type CopiedExamples, copyExamples } from '../first-start/copy-examples.ts';
import { buildSampleIndex } from '../first-start/sample-index.ts';
import type { ServerContext } from './context.ts';

/** What a first start has prepared; both are absent in production and where `examples` is off. */
export interface FirstStart {
  /** Where the advisory index lies, or will. */
  readonly indexFolder: string;
  readonly examples: CopiedExamples | undefined;
  /** Advisories of the sample, where it was built now. */
  readonly sampleRecords: number | undefined;
}

/** The examples of this checkout or image. */
const bundled = fileURLToPath(new URL('../../../../examples', import.meta.url));

/** Puts the example projects and a sample index into the data directory. */
export function firstStartModule({ config, clock, dataDir, ...context }: ServerContext): Module<Route> {
  return {
    name: 'first-start',
    needs: [],
    start: async () => {
      const logger = context.logger.child({ logger: 'first-start' });
      const indexFolder = join(dataDir, 'index');
      const wanted = config.examples && config.environment !== 'production' && existsSync(bundled);
      if (!wanted)
        return { value: { indexFolder, examples: undefined, sampleRecords: undefined } satisfies FirstStart };
      const [examples, sampleRecords] = await Promise.all([
        copyExamples(bundled, join(dataDir, 'examples')),
        buildSampleIndex({ from: join(bundled, 'advisories'), to: indexFolder, clock, logger }),
      ]);
      if (!examples.withGit) logger.warn('there is no git: the example projects are plain folders');
      return { value: { indexFolder, examples, sampleRecords } satisfies FirstStart };
    },
  };
}
