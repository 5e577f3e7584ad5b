import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Route } from '@maximus/http';
import type { Module } from '@maximus/kernel';
import { type CopiedExamples, copyExamples } from '../first-start/copy-examples.ts';
import { nameRegistry, openOwnRegistry } from '../first-start/own-registry.ts';
import { buildSampleIndex } from '../first-start/sample-index.ts';
import type { ServerContext } from './context.ts';

/** What a first start has prepared; all are absent in production and where `examples` is off. */
export interface FirstStart {
  /** Where the advisory index lies, or will. */
  readonly indexFolder: string;
  readonly examples: CopiedExamples | undefined;
  /** Advisories of the sample, where it was built now. */
  readonly sampleRecords: number | undefined;
  /** Address of the registry of the examples' own packages; absent too where its port is taken. */
  readonly registry: string | undefined;
}

/** The examples of this checkout or image. */
const bundled = fileURLToPath(new URL('../../../../examples', import.meta.url));

/** Puts the example projects and a sample index into the data directory, and serves the packages that only they have. */
export function firstStartModule({ config, clock, dataDir, ...context }: ServerContext): Module<Route> {
  return {
    name: 'first-start',
    needs: [],
    start: async () => {
      const logger = context.logger.child({ logger: 'first-start' });
      const indexFolder = join(dataDir, 'index');
      const wanted = config.examples && config.environment !== 'production' && existsSync(bundled);
      const none = { indexFolder, examples: undefined, sampleRecords: undefined, registry: undefined };
      if (!wanted) return { value: none satisfies FirstStart };
      const copies = join(dataDir, 'examples');
      const opened = await openOwnRegistry(bundled, copies);
      // The rest of the estate does not need it; remedies of that one project say that its registry is unreachable.
      if (!opened.ok) logger.warn({ err: opened.error }, 'the registry of the examples is not served');
      const registry = opened.ok ? opened.value : undefined;
      try {
        const advisories = [join(bundled, 'advisories'), join(bundled, 'registry', 'advisories')];
        const [examples, sampleRecords] = await Promise.all([
          copyExamples(bundled, copies, async (name, folder) => {
            if (registry !== undefined) await nameRegistry(name, folder, registry);
          }),
          buildSampleIndex({ from: advisories, to: indexFolder, clock, logger }),
        ]);
        if (!examples.withGit) logger.warn('there is no git: the example projects are plain folders');
        const value: FirstStart = { indexFolder, examples, sampleRecords, registry: registry?.address };
        return { value, ...(registry && { stop: () => registry.stop() }) };
      } catch (error) {
        await registry?.stop();
        throw error;
      }
    },
  };
}
