import { frozenClock } from '@maximus/kernel';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CommandIo } from '../../terminal/io.ts';
import { sampleParts, samplePlanner } from '../../testing/sample-plan.ts';
import { sampleRun } from '../../testing/sample-run.ts';
import { combineRemedies } from '../plan/combine-remedies.ts';
import type { FixResult, LockWork } from '../types.ts';
import { drawEvidence, planSummary } from './evidence-block.ts';
import { jsonReport } from './json-report.ts';
import { markdownReport } from './markdown.ts';
import { drawPlan } from './plan-table.ts';
import { createStepLines } from './step-lines.ts';

const style = { paint: (text: string) => text, width: 80 };
let lock: LockWork;
let result: FixResult;

beforeAll(async () => {
  const planner = await samplePlanner(sampleParts);
  const planned = await planner.plan(planner.packages, []);
  lock = { lockFile: 'package-lock.json', planner, planned, toolchain: {} as never };
  const remedy = combineRemedies(planned.remedies, planned.along);
  if (remedy === undefined) throw new RangeError('nothing was planned');
  const run = sampleRun({ targets: remedy.plan.targets, archive: '/state/evidence/bundle.tar.zst' });
  const failed = sampleRun({ targets: remedy.plan.targets, rescan: { fixed: [] } });
  const dropped = {
    packages: ['far'],
    targets: remedy.plan.targets.slice(0, 1),
    remedies: [],
    why_not: 'arena-inconclusive',
    sentence: `${failed.verdict}: ${failed.reason}.`,
    evidence: ['node_modules/far: planned far@2.0.0, written nothing'],
    run: failed,
  } as const;
  const outcome = { kept: { remedy, run }, remedies: planned.remedies, dropped: [dropped], isCancelled: false };
  result = {
    project: '<b>shop</b>',
    isDryRun: false,
    report: { summary: { packages: 5, findings: 5 }, policy: {}, index: {}, incomplete: [] } as never,
    locks: [{ ...lock, outcome, delivered: { way: 'files' } }],
    end: { outcome: 'unproven', exitCode: 6, sentence: '1 remedy proposed and not proven' },
  };
});

const widest = (text: string) => Math.max(...text.split('\n').map((line) => [...line].length));

describe('the plan', () => {
  it('says what changes, for what, and for what there is none, at 80 columns', () => {
    const text = drawPlan([lock], style);
    expect(text).toContain('lock refresh    bad 1.0.0 → 1.0.1');
    expect(text).toContain('for T-1');
    expect(text).toContain('No remedy (2)');
    expect(text).toMatch(/lost 1\.0\.0\n +T-3\n[^[]+\[no-fixed-version\]/);
    expect(text).toContain('[needs-major]');
    expect(widest(text)).toBeLessThanOrEqual(80);
  });

  it('never says that anything is fixed', () => {
    const text = drawPlan([lock], style) + planSummary({ report: result.report, locks: [lock] });
    expect(text.toLowerCase().replaceAll('no-fixed-version', '')).not.toMatch(/\bfixed\b|\bresolved\b|\bsafe\b/);
  });
});

it('shows what was drafted for a person, with its text where there is room', () => {
  const [stuck] = lock.planned.stuck;
  if (stuck === undefined) throw new RangeError('nothing is stuck');
  const sentence = 'A rule for far (T-2): log only, until tomorrow; it closes nothing.';
  const evidence = ['SecRule ARGS "@rx <script"'];
  const drafted = { rung: 'virtual-patch', result: 'taken', sentence, evidence, duration_ms: 0 } as const;
  const attempts = [...stuck.attempts, { ...drafted, evidence }];
  const withDraft = { ...lock, planned: { ...lock.planned, stuck: [{ ...stuck, attempts }] } };
  const table = drawPlan([withDraft], style);
  expect(table.replaceAll(/\s+/g, ' ')).toContain(`drafted, virtual patch: ${sentence}`);
  expect(widest(table)).toBeLessThanOrEqual(80);
  const markdown = markdownReport({ ...result, locks: [withDraft] });
  expect(markdown).toContain('drafted, virtual patch');
  expect(markdown).toContain('SecRule ARGS');
  expect(markdown).not.toContain('<script');
});

it('shows a change of code with what was seen of it, and that nobody applied it', () => {
  const [remedy] = lock.planned.remedies;
  if (remedy === undefined) throw new RangeError('nothing was planned');
  const files = [{ file: 'read.js', kind: 'code', before: 'a\n', after: 'b\n' }] as const;
  const draft = { rung: 'code-rule', targets: remedy.plan.targets, files } as const;
  const run = { ...sampleRun({ targets: remedy.plan.targets }), verdict: 'mitigated', reason: 'it stays' } as const;
  const code = [
    { remedy, draft, run },
    { remedy, draft, sentence: 'read.js is a link.' },
  ];
  const locks = result.locks.map((each) => ({ ...each, code }));
  const text = drawEvidence({ ...result, locks }, style);
  expect(text).toContain('code rule, not applied: read.js');
  expect(text).toMatch(/verdict +mitigated/);
  expect(text).toContain('not judged      read.js is a link.');
  const [part] = JSON.parse(jsonReport({ ...result, locks })).lock_files;
  expect(part.code_changes).toMatchObject([
    { rung: 'code-rule', diff: expect.stringContaining('+b'), evidence: { verdict: 'mitigated' } },
    { not_judged: 'read.js is a link.' },
  ]);
  expect(markdownReport({ ...result, locks })).toContain('**mitigated**');
});

describe('the evidence', () => {
  it('repeats the words of the arena, and says how the run ended', () => {
    const text = drawEvidence(result, style);
    expect(text).toContain('verdict         fixed_untested  confidence 0.60');
    expect(text).toContain('changed         the files here');
    expect(text).toContain('Not proven in package-lock.json (1)');
    expect(text.trimEnd().split('\n').at(-1)).toBe('UNPROVEN  1 remedy proposed and not proven  exit 6');
    const long = text.split('\n').filter((line) => [...line].length > 80);
    expect(long.every((line) => /sha256:|\/state\//.test(line))).toBe(true);
  });

  it.each([
    [{ way: 'commit', branch: 'main', commit: 'abcdef0123456789' }, 'commit abcdef012345 on main'],
    [{ way: 'branch', branch: 'maximus/x', commit: 'abc' }, 'branch maximus/x; the files here are as they were'],
    [
      { way: 'pr', branch: 'b', commit: 'c', url: 'https://forge.example.test/1' },
      'pull request https://forge.example.test/1',
    ],
  ] as const)('says where it went: %j', (delivered, words) => {
    const locks = result.locks.map((each) => ({ ...each, delivered }));
    expect(drawEvidence({ ...result, locks }, style)).toContain(words);
  });
});

describe('for machines', () => {
  it('is one JSON document with plans, reasons and evidence', () => {
    const report = JSON.parse(jsonReport(result)) as Record<string, unknown>;
    expect(report).toMatchObject({
      schema: 'maximus.fix-report/1',
      outcome: 'unproven',
      exit_code: 6,
      lock_files: [
        {
          lock_file: 'package-lock.json',
          evidence: { verdict: 'fixed_untested' },
          not_proven: [{ packages: ['far'] }],
        },
      ],
    });
  });

  it('is Markdown in which foreign text is no markup', () => {
    const text = markdownReport(result);
    expect(text).toContain('| bad 1.0.0 → 1.0.1 | lock refresh | patch | T-1 |');
    expect(text).toContain('**fixed_untested**');
    expect(text).not.toContain('<b>');
    expect(text).toContain('### Not proven');
    expect(text).toContain('### No remedy');
  });
});

describe('the steps', () => {
  function lines(quiet: boolean, isTerminal = false): string {
    let text = '';
    const write = (more: string) => {
      text += more;
    };
    const sink = { write, isTerminal, columns: 80 };
    const io = {
      err: sink,
      out: sink,
      environment: {},
      clock: frozenClock('2026-11-20T12:00:00Z'),
    } as unknown as CommandIo;
    const steps = createStepLines(io, quiet);
    steps.now('planning');
    steps.step({ state: 'running', name: 'rescan', tree: 'both' });
    steps.step({ state: 'passed', name: 'rescan', tree: 'both', reason: '3 gone', duration_ms: 1_234, tools: {} });
    steps.step({
      state: 'could_not_run',
      name: 'install',
      tree: 'patched',
      reason: `no ${'very '.repeat(12)}luck`,
      duration_ms: 0,
      tools: {},
    });
    steps.ended('lock', 'npm: written', 50);
    steps.stop();
    return text;
  }

  it('are a line each where there is no terminal, and no moving line', () => {
    expect(lines(false)).toMatch(/^ok {9}rescan {14}3 gone {35} +1\.2 s\ncould not {2}install after/);
    expect(lines(false)).not.toContain('\r');
    expect(widest(lines(false))).toBeLessThanOrEqual(80);
  });

  it('are nothing with --quiet', () => expect(lines(true)).toBe(''));
});
