import { spawn } from 'node:child_process';
import { type CheckOutcome, failure } from './types.ts';

/** Runs a tool of node_modules/.bin in the repository; it passes when the tool exits with 0. */
export function runTool(root: string, tool: string, args: readonly string[]): Promise<CheckOutcome> {
  return new Promise((resolve) => {
    const command = process.platform === 'win32' ? `${tool}.cmd` : tool;
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk;
    });
    child.on('error', (error) => resolve({ problems: [failure(tool, undefined, error.message)], detail: 'not run' }));
    child.on('close', (code) => {
      const detail = `${tool} ${args[0] ?? ''}`.trim();
      if (code === 0) resolve({ problems: [], detail });
      else resolve({ problems: [failure(tool, undefined, `exit code ${code}`)], detail, output: output.trim() });
    });
  });
}
