export { createToolchains } from './create-toolchains.ts';
export { managersOnPath } from './managers-on-path.ts';
export type { OpenedSources, Toolchain, ToolchainInput } from './types.ts';
