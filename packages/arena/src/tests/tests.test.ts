import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CommandResult } from '../sandbox/types.ts';
import { compareTests } from './compare-tests.ts';
import { readTestRun } from './read-run.ts';
import { resultReaders } from './readers/registry.ts';
import type { CaseState, TestRun } from './types.ts';

function outcome(text: string, exitCode: number | null = 0, more: Partial<CommandResult> = {}): CommandResult {
  return {
    end: 'exited',
    exitCode,
    output: { head: text, tail: '', bytes: text.length },
    durationMs: 1,
    contacts: [],
    ...more,
  };
}

function run(cases: Record<string, CaseState> | undefined, exitCode = 0): TestRun {
  return {
    result: { command: 't', exit_code: exitCode, duration_ms: 1 },
    ...(cases === undefined ? {} : { cases: new Map(Object.entries(cases)) }),
  };
}

const same = (before: TestRun, after: TestRun) =>
  compareTests({ runBefore: async () => before, runAfter: async () => after });

describe('readers of test results', () => {
  it('read what Node prints, with subtests, skips and failures', () => {
    const text = [
      'TAP version 13',
      '# Subtest: basket',
      '    # Subtest: adds',
      '    ok 1 - adds',
      '    not ok 2 - removes',
      '    ok 3 - waits # SKIP no clock',
      '    1..3',
      'not ok 1 - basket',
    ].join('\n');
    const { cases, result } = readTestRun('npm test', outcome(text, 1));
    expect(Object.fromEntries(cases ?? [])).toEqual({
      'basket > adds': 'passed',
      'basket > removes': 'failed',
      'basket > waits': 'skipped',
      basket: 'failed',
    });
    expect(result).toMatchObject({ total: 4, passed: 1, failed: 2, skipped: 1, exit_code: 1 });
  });

  it('read JUnit files and Go events', () => {
    const xml = `<?xml version="1.0"?><testsuites><testsuite><testcase classname="a" name="one"/>
      <testcase classname="a" name="two"><failure>no</failure></testcase><testcase name="three"><skipped/></testcase>
      </testsuite></testsuites>`;
    expect(Object.fromEntries(readTestRun('pytest', outcome('…', 1), [xml]).cases ?? [])).toEqual({
      'a > one': 'passed',
      'a > two': 'failed',
      three: 'skipped',
    });
    const go =
      '{"Time":"x","Action":"run","Package":"p","Test":"T"}\n{"Action":"pass","Package":"p","Test":"T"}\nnoise {';
    expect([...(readTestRun('go test', outcome(go)).cases ?? [])]).toEqual([['p > T', 'passed']]);
  });

  it('leave the exit code to speak where no format is known, and say why tests could not run', () => {
    expect(readTestRun('make test', outcome('all good')).cases).toBeUndefined();
    expect(readTestRun('tox', outcome('', 127)).couldNotRun).toMatch('"tox" needs a program');
    const late = outcome('', null, { end: 'timed-out', reason: 'it did not end within 1 s' });
    expect(readTestRun('npm test', late).couldNotRun).toBe('it did not end within 1 s');
  });

  it('never throw on any text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), fc.constantFrom(...resultReaders), (text, reader) => {
        for (const start of ['', 'TAP version 13\n', '<testsuite>', '{"Action":']) {
          reader.detect(start + text);
          reader.read(start + text);
        }
      }),
    );
  });
});

describe('tests before and after', () => {
  it('are equal, better or no worse', async () => {
    expect(await same(run({ a: 'passed' }), run({ a: 'passed' }))).toMatchObject({ result: 'equal' });
    expect(await same(run({ a: 'failed' }, 1), run({ a: 'passed' }))).toMatchObject({ result: 'better' });
    expect(await same(run({ a: 'failed' }, 1), run({ a: 'failed' }, 1))).toMatchObject({ result: 'no_worse' });
    expect(await same(run(undefined), run(undefined))).toMatchObject({ result: 'equal' });
  });

  it('have regressed when a case that passed fails every time, or runs no more', async () => {
    expect(await same(run({ a: 'passed' }), run({ a: 'failed' }, 1))).toMatchObject({
      result: 'regressed',
      newly_failing: ['a'],
    });
    expect(await same(run({ a: 'failed', b: 'passed' }, 1), run({ a: 'failed', b: 'failed' }, 1))).toMatchObject({
      result: 'regressed',
      newly_failing: ['b'],
    });
    expect(await same(run({ a: 'passed', b: 'passed' }), run({ a: 'passed' }))).toMatchObject({ result: 'regressed' });
    expect(await same(run(undefined), run(undefined, 1))).toMatchObject({ result: 'regressed' });
  });

  it('are unsteady when a case fails only now and then', async () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`c${at}`, 'passed' as CaseState]));
    let time = 0;
    const comparison = await compareTests({
      runBefore: async () => run(many),
      runAfter: async () => (time++ === 0 ? run({ ...many, c1: 'failed' }, 1) : run(many)),
    });
    expect(comparison).toMatchObject({ result: 'flaky', flaky: ['c1'], newly_failing: [] });
  });

  it('are untested when they could not run before, and regressed when only the change stops them', async () => {
    const stopped: TestRun = { ...run(undefined), couldNotRun: 'no tests' };
    expect(await same(stopped, run({ a: 'passed' }))).toMatchObject({ result: 'untested', reason: 'no tests' });
    expect(await same(run({ a: 'passed' }), stopped)).toMatchObject({ result: 'regressed', reason: 'no tests' });
  });

  it('are untested, and neither regressed nor unsteady, when the time of the run ends amid them', async () => {
    const cut: TestRun = { ...run(undefined), couldNotRun: 'the time was used up', isCutShort: true };
    const passed = run({ a: 'passed' });
    const failed = run({ a: 'failed' }, 1);
    expect(await same(passed, cut)).toMatchObject({ result: 'untested', reason: 'the time was used up' });
    for (const [before, after] of [
      [[passed, cut], [failed]],
      [
        [passed, passed, cut],
        [failed, failed],
      ],
      [
        [passed, passed],
        [failed, cut],
      ],
    ] as const) {
      const [left, right] = [before.values(), after.values()];
      const comparison = await compareTests({
        runBefore: async () => left.next().value ?? cut,
        runAfter: async () => right.next().value ?? cut,
      });
      expect(comparison).toMatchObject({
        result: 'untested',
        reason: expect.stringMatching(/^whether a fails every time .* used up$/),
        newly_failing: [],
      });
    }
  });
});
