import { execFileSync } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import { frozenClock, newId, systemClock } from '@maximus/kernel';
import { createPypiIndex, diffOfDraft, httpGet, packageManagers, planOfDraft, sourcesIn } from '@maximus/remediation';
import {
  type Flaw,
  loopbackRegistry,
  matcherOfFlaws,
  type NpmUniverse,
  npmProject,
  type PythonUniverse,
  planPinned,
  planProject,
  pypiFiles,
  pythonTool,
  staticRegistry,
} from '@maximus/remediation/testing';
import { describe, expect, it } from 'vitest';
import { bundleFiles } from '../evidence/bundle-files.ts';
import { createSigner, newSigningKey } from '../evidence/signer.ts';
import { verifyEvidence } from '../evidence/verify.ts';
import { provisionSandbox } from '../testing/provision.ts';
import { workFolder } from '../testing/work-folder.ts';
import { proveRemedy } from './prove-remedy.ts';
import type { ArenaNeeds, ArenaTool, FinishedRun } from './types.ts';

const support = await provisionSandbox();
const pip = pythonTool({ name: 'pip', module: 'pip', versionArgs: ['--version'] }, process.env);
const trialDay = Date.parse('2026-11-21T00:00:00Z');

/** A project of one package that has no version without the flaw, and what is tried on it. */
interface Case {
  readonly ecosystem: 'npm' | 'PyPI';
  readonly flaw: Flaw;
  /** `name@version` of the package, and its modules. */
  readonly universe: Readonly<
    Record<string, { readonly files: Readonly<Record<string, string>>; readonly dependencies?: Record<string, string> }>
  >;
  /** Further requirements of an npm project. */
  readonly asks?: Readonly<Record<string, string>>;
  /** The project's own source and tests. */
  readonly files: Readonly<Record<string, string>>;
  /** Changes what the rung drafted. */
  readonly edit?: (text: string) => string;
  readonly needs?: Partial<ArenaNeeds>;
}

const testScript = 'node check.js';
const python = 'PYTHONPATH=.maximus-site python3 check.py';

/** Plans as every caller does, and has the arena judge what the rung drafted. */
async function tried(parts: Case): Promise<{ readonly run: FinishedRun; readonly diff: string }> {
  const { ecosystem, flaw, universe, files, edit = (text) => text } = parts;
  const isNpm = ecosystem === 'npm';
  await using registry = isNpm
    ? await loopbackRegistry(universe as NpmUniverse)
    : await staticRegistry((address) => pypiFiles(universe as PythonUniverse, address));
  const [label = ''] = Object.keys(universe);
  const [name = '', version = ''] = label.split('@');
  const manifest = {
    name: 'app',
    version: '1.0.0',
    scripts: { test: testScript },
    dependencies: { [name]: version, ...parts.asks },
  };
  const lockFiles = isNpm
    ? await npmProject({ manifests: { '': manifest }, universe, locked: {}, address: registry.address })
    : { 'requirements.txt': `${name}==${version}\n`, 'maximus.yaml': `arena:\n  test: ${python}\n` };
  await using project = await workFolder({ ...files, ...lockFiles });
  await using scratch = await workFolder();
  await chmod(scratch.path, 0o711);
  const input = { sources: sourcesIn(project.path, systemClock) };
  const index = `${registry.address}simple/`;
  const [remedy] = isNpm
    ? await planProject({ files: lockFiles, universe, flaws: [flaw], input })
    : await planPinned({
        ecosystem,
        files: lockFiles,
        lockFile: 'requirements.txt',
        flaws: [flaw],
        locked: [label],
        registry: createPypiIndex({ indexes: [index], mayAsk: () => true, credentials: new Map(), get: httpGet }),
        input,
      });
  const [draft] = remedy?.drafts ?? [];
  if (remedy === undefined || draft === undefined) throw new Error(JSON.stringify(remedy?.plan.attempts));
  const plan = planOfDraft(remedy.plan, draft);
  const { targets } = plan;
  const tool: ArenaTool | undefined = isNpm ? { version: npmVersion(), argv: ['npm'], mounts: [] } : pip;
  const run = await proveRemedy(
    {
      runId: newId('run', systemClock),
      evidenceId: newId('evd', systemClock),
      subject: {
        project: 'trial',
        base_commit: '',
        patch_digest: 'a'.repeat(64),
        apv_ids: [],
        alias_groups: targets.map(({ group_id }) => group_id),
        targets,
      },
      baseFolder: project.path,
      edits: draft.files.map(({ file, after }) => ({ file, bytes: Buffer.from(edit(after)) })),
      packageChanges: plan.package_changes,
      changesCode: true,
      lockFile: plan.lock_file,
      packageManager: plan.package_manager,
      diff: diffOfDraft(draft),
    },
    {
      index: matcherOfFlaws([{ ...flaw, ecosystem }]).index,
      support,
      level: 'process',
      allowProcess: true,
      consent: true,
      managers: packageManagers,
      tools: new Map(tool === undefined ? [] : [[plan.package_manager, [tool]]]),
      access: { defaultRegistry: isNpm ? registry.address : index, credentials: new Map() },
      tests: { mode: 'auto' },
      signer: createSigner(newSigningKey()),
      scratchFolder: scratch.path,
      clock: frozenClock(trialDay),
      version: '0.0.0',
      ...parts.needs,
    },
  );
  if (run.state !== 'finished') throw new Error('the run was cancelled');
  return { run, diff: diffOfDraft(draft) };
}

function npmVersion(): string {
  return execFileSync('npm', ['--version'], { encoding: 'utf8' }).trim();
}

/** Tests in Node that say in TAP whether plain values still come, and whether a document can make the program do something. */
const nodeCheck = (plain: string, hostile: string) => `
const read = require('./read.js');
const tried = (work) => { try { return work(); } catch { return 'refused'; } };
const results = [
  ['plain values come as before', JSON.stringify(read(${JSON.stringify(plain)})) === '{"a":[1,2]}'],
  ['a document makes the program do nothing', (tried(() => read(${JSON.stringify(hostile)})), globalThis.made === undefined)],
];
console.log('TAP version 13');
for (const [at, [name, holds]] of results.entries()) console.log((holds ? 'ok ' : 'not ok ') + (at + 1) + ' - ' + name);
console.log('1..2');
process.exitCode = results.every(([, holds]) => holds) ? 0 : 1;
`;

const jsYaml: Case = {
  ecosystem: 'npm',
  flaw: { id: 'GHSA-8j8c-7jfh-h6hx', name: 'js-yaml', fixed: '3.13.1' },
  universe: {
    'js-yaml@3.13.0': {
      files: {
        'index.js': `
          const plain = (text) => JSON.parse(text);
          exports.load = (text) => (text.startsWith('!!js ') ? (globalThis.made = text) : plain(text));
          exports.safeLoad = (text) => { if (text.startsWith('!!')) throw new Error('unknown tag'); return plain(text); };`,
      },
    },
  },
  files: {
    'read.js': "const yaml = require('js-yaml');\n\nmodule.exports = (text) => yaml.load(text);\n",
    'check.js': nodeCheck('{"a":[1,2]}', '!!js x'),
  },
};

const nodeSerialize: Case = {
  ecosystem: 'npm',
  flaw: { id: 'CVE-2017-5941', name: 'node-serialize' },
  universe: {
    'node-serialize@0.0.4': {
      files: {
        'index.js': `
          exports.serialize = (value) => JSON.stringify(value);
          exports.unserialize = (text) => JSON.parse(text, (_key, value) =>
            typeof value === 'string' && value.startsWith('_$$ND_FUNC$$_') ? (globalThis.made = value) : value);`,
      },
    },
  },
  files: {
    'read.js': "const s = require('node-serialize');\n\nmodule.exports = (text) => s.unserialize(text);\n",
    'check.js': nodeCheck('{"a":[1,2]}', '{"a":"_$$ND_FUNC$$_x"}'),
  },
};

const pythonCheck = `
import builtins
from app import read

def holds(work):
    try:
        return work()
    except ValueError:
        return True

def hostile():
    read("!!python/object x")
    return not hasattr(builtins, "made")

results = [("plain values come as before", holds(lambda: read('{"a": [1, 2]}') == {"a": [1, 2]})), ("a document makes nothing", holds(hostile))]
print("TAP version 13")
for at, (name, held) in enumerate(results, 1):
    print(("ok" if held else "not ok"), at, "-", name)
print("1..2")
raise SystemExit(0 if all(held for _, held in results) else 1)
`;

const yamlModule = `
import builtins, json

class FullLoader: pass
class SafeLoader: pass

def load(text, Loader=None):
    if text.startswith("!!python/"):
        if Loader is SafeLoader:
            raise ValueError("could not determine a constructor")
        builtins.made = text
        return text
    return json.loads(text)

def safe_load(text):
    return load(text, SafeLoader)
`;

const pyYaml: Case = {
  ecosystem: 'PyPI',
  flaw: { id: 'CVE-2020-14343', name: 'pyyaml', fixed: '5.4' },
  universe: { 'pyyaml@5.3.1': { files: { 'yaml/__init__.py': yamlModule } } },
  files: {
    'app.py': 'import yaml\n\n\ndef read(text):\n    return yaml.load(text, Loader=yaml.FullLoader)\n',
    'check.py': pythonCheck,
  },
};

const ruamelYaml: Case = {
  ecosystem: 'PyPI',
  flaw: { id: 'CVE-2019-20478', name: 'ruamel-yaml', fixed: '0.16.7' },
  universe: {
    'ruamel-yaml@0.15.99': { files: { 'ruamel/__init__.py': '', 'ruamel/yaml/__init__.py': yamlModule } },
  },
  files: {
    'app.py': 'import ruamel.yaml\n\n\ndef read(text):\n    return ruamel.yaml.load(text)\n',
    'check.py': pythonCheck,
  },
};

describe.skipIf(!support.bubblewrap)('a change of the project’s own code by a rule, at level process', () => {
  const rules: readonly (readonly [string, Case, string, string])[] = [
    ['js-yaml', jsYaml, '+module.exports = (text) => yaml.safeLoad(text);', 'a document makes the program do nothing'],
    [
      'node-serialize',
      nodeSerialize,
      '+module.exports = (text) => JSON.parse(text);',
      'a document makes the program do nothing',
    ],
    ['PyYAML', pyYaml, '+    return yaml.safe_load(text)', 'a document makes nothing'],
    ['ruamel.yaml', ruamelYaml, '+    return ruamel.yaml.safe_load(text)', 'a document makes nothing'],
  ];

  it.for(rules)('is "mitigated" and never "fixed": %s', { timeout: 180_000 }, async (rule, { skip }) => {
    const [, parts, line, shown] = rule;
    if (parts.ecosystem === 'PyPI' && pip === undefined) skip('there is no pip here; set MAXIMUS_PROVISION=1');
    const { run, diff } = await tried(parts);
    expect(diff).toContain(line);
    expect(run).toMatchObject({
      verdict: 'mitigated',
      confidenceOf: 'success',
      tests: { result: 'better', before: { passed: 1, failed: 1 }, after: { passed: 2, failed: 0 } },
      rescan: { fixed: [], introduced: [], unchanged: [{ primary_id: parts.flaw.id }] },
      proof: { result: 'none' },
    });
    expect(run.reason).toMatch(/stays$/);
    const cases = (side: string) =>
      JSON.parse(Buffer.from(run.evidence.blobs.get(`tests/${side}.json`) ?? '').toString()).cases;
    expect(cases('before')).toContainEqual({ name: expect.stringContaining(shown), state: 'failed' });
    expect(cases('after')).toContainEqual({ name: expect.stringContaining(shown), state: 'passed' });
    expect(run.evidence.manifest.judged_on.uses).toMatchObject([
      { before: { verdict: 'reachable' }, after: { verdict: 'unreachable' } },
    ]);
    expect(verifyEvidence(bundleFiles(run.evidence))).toMatchObject({ state: 'valid' });
  });

  it('is "breaks" where a test that passed fails', { timeout: 180_000 }, async () => {
    const { run } = await tried({
      ...jsYaml,
      edit: (text) => text.replace('yaml.safeLoad(text)', '({ b: yaml.safeLoad(text) })'),
    });
    expect(run).toMatchObject({ verdict: 'breaks', confidenceOf: 'failure' });
  });

  it('is judged by nothing but tests that ran', { timeout: 180_000 }, async () => {
    const none = await tried({ ...jsYaml, needs: { tests: { mode: 'off' } } });
    expect(none.run).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringMatching(/^no test shows .*switched off/),
    });
    const failing = await tried({ ...jsYaml, files: { ...jsYaml.files, 'check.js': 'process.exit(3)' } });
    expect(failing.run).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringContaining('no test passes before'),
    });
  });
});

describe('a change of the project’s own code, before anything of it runs', () => {
  const still: Partial<ArenaNeeds> = { level: 'static' };

  it('is "not_fixed" while a place is left that uses the flaw', async () => {
    const edit = (text: string) => `${text}module.exports.more = (text) => yaml.load(text);\n`;
    const { run } = await tried({ ...jsYaml, edit, needs: still });
    expect(run).toMatchObject({ verdict: 'not_fixed', reason: expect.stringContaining('load is used in read.js:4') });
  });

  it('is inconclusive where the look cannot say that no use is left', async () => {
    const edit = (text: string) => `${text}module.exports.more = (name) => yaml[name];\n`;
    const { run } = await tried({ ...jsYaml, edit, needs: still });
    expect(run).toMatchObject({ verdict: 'inconclusive', reason: expect.stringContaining('cannot be told') });
  });

  it('is inconclusive where another package asks for the flawed one as well', async () => {
    const other = { 'other@1.0.0': { files: { 'index.js': '' }, dependencies: { 'js-yaml': '3.13.0' } } };
    const universe = { ...jsYaml.universe, ...other };
    const { run } = await tried({ ...jsYaml, universe, asks: { other: '1.0.0' }, needs: still });
    expect(run).toMatchObject({ verdict: 'inconclusive', reason: expect.stringContaining('other packages') });
  });

  it('is inconclusive where no code may run', async () => {
    const { run } = await tried({ ...jsYaml, needs: still });
    expect(run).toMatchObject({ verdict: 'inconclusive', reason: expect.stringContaining('runs no code') });
  });
});
