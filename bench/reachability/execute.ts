/** Runs one project of the corpus and tells whether the flawed function was called. Only our own little programs are run. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CorpusProject } from '@maximus/reachability/testing';

/** Says of each list of arguments whether the function was called. */
export interface Executor {
  readonly method: string;
  /** Puts the project on disk, builds it, and runs it once for each list of arguments. */
  run(project: CorpusProject, inputs: readonly string[]): readonly boolean[];
}

const timeout = 120_000;

function must(command: string, args: readonly string[], cwd: string, env: Record<string, string> = {}): void {
  const done = spawnSync(command, args, { cwd, env: { ...process.env, ...env }, timeout, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')} in ${cwd}:\n${done.stderr}${done.error ?? ''}`);
}

function put(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function inFolder<T>(project: CorpusProject, more: Record<string, string>, work: (root: string) => T): T {
  const root = mkdtempSync(join(tmpdir(), 'maximus-corpus-'));
  try {
    for (const [path, text] of project.files) put(root, path, text);
    for (const [path, text] of Object.entries(more)) put(root, path, text);
    return work(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Names by which a tracer may call the flawed functions: `default` is the function that bears the package's name. */
function tracedNames({ symbols, packageName }: CorpusProject): ReadonlySet<string> {
  return new Set(symbols.map((symbol) => (symbol === 'default' ? packageName : (symbol.split('.').at(-1) ?? symbol))));
}

interface Coverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly { readonly functionName: string; readonly ranges: readonly { count: number }[] }[];
  }[];
}

const script: Executor = {
  method: 'V8 coverage (NODE_V8_COVERAGE)',
  run(project, inputs) {
    const names = tracedNames(project);
    return inFolder(project, {}, (root) =>
      inputs.map((input, round) => {
        const folder = join(root, `coverage-${round}`);
        must(process.execPath, [project.entry, ...words(input)], root, { NODE_V8_COVERAGE: folder });
        return readdirSync(folder).some((file) => {
          const { result } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Coverage;
          return result.some(
            ({ url, functions }) =>
              url.includes('/node_modules/') &&
              functions.some(({ functionName, ranges }) => names.has(functionName) && (ranges[0]?.count ?? 0) > 0),
          );
        });
      }),
    );
  },
};

/** Notes the qualified name of every function of the stand-in that is called. */
const tracer = `
import os, runpy, sys
root = os.getcwd()
called = set()
def note(frame, event, _):
    if event == "call" and frame.f_code.co_filename.startswith(os.path.join(root, "site") + os.sep):
        called.add(frame.f_code.co_qualname)
entry = sys.argv[1]
sys.argv = sys.argv[1:]
sys.path[:0] = [os.path.join(root, "site"), os.path.dirname(os.path.join(root, entry))]
sys.setprofile(note)
runpy.run_path(entry, run_name="__main__")
sys.setprofile(None)
open(os.environ["TRACE"], "w").write("\\n".join(called))
`;

const python: Executor = {
  method: 'sys.setprofile',
  run(project, inputs) {
    const names = tracedNames(project);
    return inFolder(project, { '.tracer.py': tracer }, (root) =>
      inputs.map((input, round) => {
        const trace = join(root, `.trace-${round}`);
        const args = ['-I', '.tracer.py', project.entry, ...words(input)];
        must('python3', args, root, { TRACE: trace });
        const called = readFileSync(trace, 'utf8').split('\n');
        return called.some((name) => name.split('.').some((part) => names.has(part)));
      }),
    );
  },
};

/** A built program whose stand-in writes the file that TRACE names when the flawed function is called. */
function built(
  method: string,
  helpers: Record<string, string>,
  build: (project: CorpusProject, root: string) => readonly [string, ...string[]],
): Executor {
  return {
    method,
    run: (project, inputs) =>
      inFolder(project, helpers, (root) => {
        const [command, ...args] = build(project, root);
        return inputs.map((input, round) => {
          const trace = join(root, `.trace-${round}`);
          must(command, [...args, ...words(input)], root, { TRACE: trace });
          return existsSync(trace);
        });
      }),
  };
}

const go = built(
  'a stand-in that notes the call',
  {
    'go.mod':
      'module app\n\ngo 1.22\n\nrequire example.test/codec v0.0.0\n\nreplace example.test/codec => ./stubs/codec\n',
    'stubs/codec/go.mod': 'module example.test/codec\n\ngo 1.22\n',
    'stubs/codec/trace.go':
      'package codec\n\nimport "os"\n\nfunc trace() { _ = os.WriteFile(os.Getenv("TRACE"), []byte("x"), 0o600) }\n',
  },
  (_project, root) => {
    must('go', ['build', '-o', 'app.out', '.'], root, { GOFLAGS: '-mod=mod', GOPROXY: 'off' });
    return [join(root, 'app.out')];
  },
);

const java = built(
  'a stand-in that notes the call',
  {
    'stubs/trace/Trace.java': `package trace;

public class Trace {
  public static void called() {
    try { java.nio.file.Files.writeString(java.nio.file.Path.of(System.getenv("TRACE")), "x"); }
    catch (java.io.IOException error) { throw new RuntimeException(error); }
  }
}
`,
  },
  (project, root) => {
    const sources = [...project.files.keys(), 'stubs/trace/Trace.java'].filter((path) => path.endsWith('.java'));
    must('javac', ['-d', 'out', ...sources], root);
    return ['java', '-cp', 'out', project.entry];
  },
);

const rust = built(
  'a stand-in that notes the call',
  {
    'stubs/codec/src/trace.rs': 'pub fn called() { std::fs::write(std::env::var("TRACE").unwrap(), "x").unwrap(); }\n',
  },
  (project, root) => {
    const flags = ['--edition', '2021', '-A', 'warnings'];
    must('rustc', [...flags, '--crate-type', 'rlib', '--crate-name', 'codec', 'stubs/codec/src/lib.rs'], root);
    must('rustc', [...flags, '-L', '.', '--extern', 'codec=libcodec.rlib', '-o', 'app.out', project.entry], root);
    return [join(root, 'app.out')];
  },
);

function words(input: string): readonly string[] {
  return input === '' ? [] : [input];
}

/** How the projects of a language are run; a language that is not here is not run. */
export const executors: ReadonlyMap<string, Executor> = new Map([
  ['javascript', script],
  ['typescript', script],
  ['python', python],
  ['go', go],
  ['java', java],
  ['rust', rust],
]);
