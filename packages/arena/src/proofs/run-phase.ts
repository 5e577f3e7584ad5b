import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inside } from '../sandbox/bubblewrap-arguments.ts';
import type { CommandResult, Sandbox, SandboxLimits, ToolMount } from '../sandbox/types.ts';
import { endOf, textOf } from '../tests/run-tests.ts';
import { nodeHarness } from './harness/node.ts';
import { pythonHarness } from './harness/python.ts';
import type { Proof } from './types.ts';

/** One phase of a proof: the same bytes against one tree. */
export interface PhaseSetup {
  readonly proof: Proof;
  readonly tree: string;
  /** Copies of the package in the tree, relative to it; for Python the folders of installed packages, or `-`. */
  readonly places: readonly string[];
  readonly sandbox: Sandbox;
  /** Starts the language: a program of the image, of the system, or of the environment that was installed. */
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
  readonly tools: readonly ToolMount[];
  readonly limits: SandboxLimits;
  readonly signal?: AbortSignal;
}

/** What one phase showed, over every copy of the package. */
export type PhaseResult = { readonly log: string } & (
  | { readonly state: 'ran'; readonly reproduced: boolean; readonly answers: boolean }
  | { readonly state: 'could-not-run'; readonly reason: string }
);

const folder = '.maximus-proof';
const fileOf = { node: 'proof.cjs', python: 'proof.py' } as const;
const harnessOf = {
  node: { name: 'harness.cjs', text: nodeHarness },
  python: { name: 'harness.py', text: pythonHarness },
} as const;

/** Runs a proof against every copy of its package; one that shows the flaw is enough, and all must answer. */
export async function runPhase(setup: PhaseSetup): Promise<PhaseResult> {
  const logs: string[] = [];
  let reproduced = false;
  let answers = true;
  for (const place of setup.places) {
    const result = await runAt(setup, place);
    logs.push(`# ${setup.proof.id} on ${place}\n${textOf(result)}\n${endOf(result)}\n`);
    const log = logs.join('\n');
    const read = readPhase(setup.proof, result);
    if (typeof read === 'string') return { state: 'could-not-run', reason: read, log };
    reproduced ||= read.reproduced;
    answers &&= read.answers;
  }
  const log = logs.join('\n');
  return setup.places.length === 0
    ? { state: 'could-not-run', reason: `${setup.proof.package} is not installed`, log }
    : { state: 'ran', reproduced, answers, log };
}

async function runAt(setup: PhaseSetup, place: string): Promise<CommandResult> {
  const { proof, tree } = setup;
  const harness = harnessOf[proof.language];
  const at = join(tree, folder);
  await rm(at, { recursive: true, force: true });
  await mkdir(join(at, 'scratch'), { recursive: true });
  await writeFile(join(at, harness.name), harness.text);
  await writeFile(join(at, fileOf[proof.language]), proof.source);
  try {
    return await setup.sandbox.run({
      argv: [
        setup.program,
        `${inside.job}/${folder}/${harness.name}`,
        `${inside.job}/${folder}/${fileOf[proof.language]}`,
        place === '-' ? place : `${inside.job}/${place}`,
        `${inside.job}/${folder}/scratch`,
      ],
      workFolder: tree,
      env: { ...setup.env, PYTHONDONTWRITEBYTECODE: '1' },
      network: 'none',
      limits: { ...setup.limits, timeoutMs: Math.min(setup.limits.timeoutMs, proof.timeoutMs) },
      tools: setup.tools,
      label: proof.id,
      ...(setup.signal === undefined ? {} : { signal: setup.signal }),
    });
  } finally {
    await rm(at, { recursive: true, force: true });
  }
}

function readPhase({ kind }: Proof, result: CommandResult): { reproduced: boolean; answers: boolean } | string {
  // A pattern that does not come back is what a proof of this kind waits for.
  if (result.end === 'timed-out' && kind === 'redos') return { reproduced: true, answers: true };
  if (result.end !== 'exited') return result.reason ?? result.end;
  const lines = textOf(result).trimEnd().split('\n');
  if (result.exitCode !== 0)
    return `it ended with ${result.exitCode ?? 'a signal'}: ${(lines.at(-1) ?? '').slice(0, 300)}`;
  return answerIn(lines.at(-1) ?? '') ?? 'it gave no answer';
}

function answerIn(line: string): { reproduced: boolean; answers: boolean } | undefined {
  try {
    const { reproduced, answers } = JSON.parse(line) as Record<string, unknown>;
    return typeof reproduced === 'boolean' && typeof answers === 'boolean' ? { reproduced, answers } : undefined;
  } catch {
    // A line that is no JSON is no answer, which is what the caller says.
    return undefined;
  }
}
