import { IgnoreRuleConfig, ScanConfig } from '@maximus/scanning';
import * as z from 'zod';
import { FeedsConfig } from './feeds-schema.ts';

/** The whole of `maximus.yaml`: one described object per package, put together. */
export const RootConfig = z.strictObject({
  db: z.string().default('').describe("Folder of the advisory index; empty means the user's cache folder."),
  scan: ScanConfig.prefault({}),
  feeds: FeedsConfig.prefault({}),
  ignore: z.array(IgnoreRuleConfig).default([]).describe('Findings that may wait; see the user guide.'),
});
export type RootConfig = z.infer<typeof RootConfig>;
