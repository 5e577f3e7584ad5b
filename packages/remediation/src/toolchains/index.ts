export { createToolchains, managersOnPath } from './create-toolchains.ts';
export type { OpenedSources, Toolchain, ToolchainInput } from './types.ts';
