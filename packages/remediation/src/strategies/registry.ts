import { codeLlm } from './code-llm/index.ts';
import { codeRule } from './code-rule/index.ts';
import { directUpgrade } from './direct-upgrade/index.ts';
import { lockBump } from './lock-bump/index.ts';
import { majorUpgrade } from './major-upgrade/index.ts';
import { manualReview } from './manual-review/index.ts';
import { override } from './override/index.ts';
import { parentUpgrade } from './parent-upgrade/index.ts';
import type { Strategy } from './types.ts';
import { vexNotAffected } from './vex-not-affected/index.ts';
import { virtualPatch } from './virtual-patch/index.ts';

/** Every rung by id, alphabetical; the ladder goes by their places. A folder that is not here fails the registry's test. */
export const strategies: ReadonlyMap<string, Strategy> = new Map(
  [
    codeLlm,
    codeRule,
    directUpgrade,
    lockBump,
    majorUpgrade,
    manualReview,
    override,
    parentUpgrade,
    vexNotAffected,
    virtualPatch,
  ].map((each) => [each.id, each]),
);
