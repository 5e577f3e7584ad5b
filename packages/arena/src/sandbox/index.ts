export { createBubblewrapSandbox } from './bubblewrap-sandbox.ts';
export { chooseLevel, type LevelWish } from './choose-level.ts';
export { sweepContainers } from './container/index.ts';
export { createSandbox, type SandboxChoice } from './create-sandbox.ts';
export { createPlainSandbox } from './plain-sandbox.ts';
export { probeSandbox, type SandboxSupport } from './probe.ts';
export { sweepRunFolders } from './run-folder.ts';
export type * from './types.ts';
