import { onPath } from './find-tool.ts';
import type { ToolchainInput } from './types.ts';

const programs = ['bun', 'cargo', 'go', 'mvn', 'npm', 'pip3', 'pnpm', 'poetry', 'uv', 'yarn'];

/** Names of the package managers on `PATH`; none of them is started. */
export function managersOnPath(input: ToolchainInput): readonly string[] {
  return programs.filter((each) => onPath(each, input) !== undefined);
}
