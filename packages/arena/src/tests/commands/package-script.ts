import type { TestCommand, TestDetector } from './types.ts';

/** What `npm init` writes where a project has no tests. */
const placeholder = /no test specified/i;
/** Declared checks that run before the tests. */
const further = ['build', 'typecheck', 'type-check'] as const;

/** The script `test` of a package.json, behind `build` and the type check where they are declared (arena.md §5). */
export const packageScript: TestDetector = {
  id: 'package-script',
  ecosystem: 'npm',
  async detect({ files, managerArgv }) {
    const scripts = await scriptsOf(files.read('package.json'));
    const test = scripts.get('test') ?? '';
    if (test.trim() === '' || placeholder.test(test)) return [];
    return [...further.filter((name) => (scripts.get(name) ?? '').trim() !== ''), 'test'].map((name) =>
      command(name, managerArgv),
    );
  },
};

function command(name: string, managerArgv: readonly string[]): TestCommand {
  const program = managerArgv[0]?.split('/').at(-1) ?? 'npm';
  return {
    label: `${program} run ${name}`,
    argv: [...managerArgv, 'run', name],
    reports: ['junit.xml', 'test-results', 'reports'],
  };
}

async function scriptsOf(reading: Promise<{ ok: boolean; value?: string }>): Promise<ReadonlyMap<string, string>> {
  const text = await reading;
  try {
    const { scripts } = JSON.parse(text.value ?? '{}') as { scripts?: unknown };
    const entries = typeof scripts === 'object' && scripts !== null ? Object.entries(scripts) : [];
    return new Map(entries.filter((each): each is [string, string] => typeof each[1] === 'string'));
  } catch {
    // A manifest that is no JSON declares nothing; that it is broken is what resolve says.
    return new Map();
  }
}
