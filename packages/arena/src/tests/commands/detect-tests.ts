import { openFolder } from '@maximus/inventory';
import { parseDocument } from 'yaml';
import { cargoTest, composerTest, dotnetTest, goTest, gradleTest, mavenTest, pytest, rspec } from './language-tools.ts';
import { packageScript } from './package-script.ts';
import type { TestCommand, TestDetector } from './types.ts';

/** In the order of arena.md §5, behind the project's policy and its `maximus.yaml`. */
const testDetectors: readonly TestDetector[] = [
  packageScript,
  pytest,
  goTest,
  cargoTest,
  mavenTest,
  gradleTest,
  rspec,
  composerTest,
  dotnetTest,
];

/** The project's own checks, where they run, and who named them; or why there are none. */
export type DetectedTests =
  | { readonly commands: readonly TestCommand[]; readonly folder: string; readonly from: string }
  | { readonly none: string };

/** What detection looks at. */
export interface DetectTestsInput {
  /** The tree with what was installed. */
  readonly tree: string;
  /** Folder of the lock file in it; empty for the tree itself. */
  readonly at: string;
  readonly ecosystem: string;
  readonly managerArgv: readonly string[];
  /** Of the project's policy. */
  readonly command?: string;
}

const maxFileBytes = 1 << 20;
const maxCommandLength = 4_096;

/**
 * How the project's own tests are run: its policy's command, the `arena.test` of its `maximus.yaml`, else the first of the known
 * ways that the project has, that of the plan's ecosystem first. Reads only.
 */
export async function detectTests(input: DetectTestsInput): Promise<DetectedTests> {
  const { tree, at, ecosystem, managerArgv } = input;
  if (input.command !== undefined) return shell(input.command, 'project policy');
  const root = await openFolder(tree, maxFileBytes);
  if (!root.ok) return { none: root.error.message };
  const settings = (await root.value.exists('maximus.yaml')) ? await root.value.read('maximus.yaml') : undefined;
  const own = settings?.ok === true ? testOf(settings.value) : undefined;
  if (own !== undefined) return shell(own, 'maximus.yaml');
  const order = [...testDetectors].sort(
    (a, b) => Number(b.ecosystem === ecosystem) - Number(a.ecosystem === ecosystem),
  );
  for (const folder of at === '' ? [''] : [at, '']) {
    const opened = await openFolder(`${tree}/${folder}`, maxFileBytes);
    if (!opened.ok) continue;
    for (const detector of order) {
      const commands = await detector.detect({ files: opened.value, managerArgv });
      if (commands.length > 0) return { commands, folder, from: detector.id };
    }
  }
  return { none: 'the project has no tests that are known how to run' };
}

function shell(command: string, from: string): DetectedTests {
  if (command.trim() === '' || command.length > maxCommandLength)
    return { none: `the test command of ${from} is unusable` };
  const reports = ['junit.xml', '.maximus-junit.xml', 'test-results'];
  return { commands: [{ label: command, argv: ['/bin/sh', '-c', command], reports }], folder: '', from };
}

/** `arena.test` of a project's settings; whatever else stands there is for others to judge. */
function testOf(text: string): string | undefined {
  const document = parseDocument(text, { logLevel: 'silent' });
  if (document.errors.length > 0) return undefined;
  const said = document.getIn(['arena', 'test']);
  return typeof said === 'string' ? said : undefined;
}
