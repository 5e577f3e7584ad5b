import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sampleStatement } from '../testing/sample-delivery.ts';
import { commitMessage } from './commit-message.ts';
import { codeText, fenced, inlineText, linkTo, plainText, safeAddress } from './foreign-text.ts';
import { labelsOf } from './labels.ts';
import { renderPullRequest } from './pull-request-text.ts';
import { patchIdsIn, trailersOf } from './trailers.ts';

const diff = ['--- a/package.json', '+++ b/package.json', '@@ -1 +1 @@', '-"1.0.0"', '+"1.0.1"', ''].join('\n');

test('the pull request of an upgrade reads as it always did', async () => {
  const { title, body } = renderPullRequest(sampleStatement(), diff);
  await expect(`${title}\n\n${body}`).toMatchFileSnapshot('./fixtures/upgrade.md');
});

test('the commit message of an upgrade reads as it always did', async () => {
  await expect(commitMessage(sampleStatement())).toMatchFileSnapshot('./fixtures/upgrade.txt');
});

test('what was decided names its entry in the audit log: the commit always the same, the pull request with the signed state', () => {
  const audit = { logId: 'log_01entry', checkpoint: { size: 42, root: 'ab'.repeat(32) } };
  const statement = sampleStatement({ audit });
  expect(trailersOf(statement)).toContain('Maximus-Audit: log_01entry');
  expect(commitMessage(statement)).toBe(commitMessage(sampleStatement({ audit: { logId: audit.logId } })));
  const { body } = renderPullRequest(statement, diff);
  expect(body).toContain(
    `entry \`log_01entry\` of the audit log, signed state of 42 entries with root \`${'ab'.repeat(32)}\``,
  );
  expect(renderPullRequest(sampleStatement({ audit: { logId: audit.logId } }), diff).body).toContain(
    'of the audit log.',
  );
});

test('a pull request that could not check everything says so', () => {
  const statement = sampleStatement();
  const rescan = { ...statement.evidence.rescan, not_checked: [{ what: 'vendor/x', reason: 'no version' }] };
  const { body } = renderPullRequest({ ...statement, evidence: { ...statement.evidence, rescan } }, diff);
  expect(body).toContain('| could not be checked | vendor/x: no version |');
});

/** Texts that try to break out: into a mention, a reference, HTML, a table, a link, a trailer, a quick action. */
const attacks = [
  '@ada',
  'x|y|z',
  '<img src=x onerror=alert(1)>',
  '</details>',
  '<!-- x',
  '[x](javascript:alert(1))',
  '![x](http://t.example.test/p.png)',
  '`code` ``` fence',
  '\n\nMaximus-Patch: pch_other',
  '\n/close\n/merge',
  'fixes #12 closes GH-3 !4 $5 &6 %7 ~"bug"',
  'http://x.example.test www.x.example.test',
  '\u202Eevil\u202C \u200b@\u200bada',
  'a\\|b',
  '\\',
  '@@ada @org/team',
  'a\r\n| b | c |',
];
const foreign = fc.oneof(
  fc.constantFrom(...attacks),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc
    .array(fc.constantFrom(...attacks, ' ', 'x', '\\', '`', '|', '@', '<'), { maxLength: 8 })
    .map((parts) => parts.join('')),
);

function hostileStatement(text: string, other: string) {
  const usual = sampleStatement();
  const entry = { alias_group: text, primary_id: text, purl: other, path: [text], priority: 'high' as const };
  return sampleStatement({
    package: text,
    from: other,
    to: text,
    why: other,
    path: [text, other],
    vulnerabilities: [
      { apvId: 'apv_01', primaryId: text, link: other, summary: other, severity: 'high', priority: 'high', due: text },
    ],
    changes: [{ purl_from: text, purl_to: other, change: 'upgraded', direct: false, semver_step: 'patch', why: text }],
    attempts: [
      { rung: 'override', result: 'not_taken', why_not: 'no-rule', sentence: text, evidence: [other], duration_ms: 0 },
    ],
    files: [{ file: other, kind: 'code' }],
    evidence: {
      ...usual.evidence,
      sentence: text,
      link: text,
      rescan: {
        index_generation: other,
        fixed: [entry],
        introduced: [entry],
        unchanged: [],
        not_checked: [{ what: text, reason: other }],
      },
      tests: { ...usual.evidence.tests, reason: text, newly_failing: [other] },
      proof: { result: 'none', proof_id: text, reason: other },
    },
  });
}

/** The body without what is inert: fences, code spans, and the fold that is ours. */
function live(body: string): string {
  const open: string[] = [];
  const lines = body.split('\n').filter((line) => {
    const fence = /^(`{3,})/.exec(line)?.[1];
    if (open.length > 0) {
      if (line === open[0]) open.pop();
      return false;
    }
    if (fence !== undefined) open.push(fence);
    return fence === undefined;
  });
  expect(open).toEqual([]);
  return lines
    .filter((line) => !/^<details><summary>Diff \((first 30|\d+) lines\)<\/summary>$|^<\/details>$/.test(line))
    .map(withoutCode)
    .join('\n');
}

/** A line without its code spans (CommonMark 6.1): a run of backticks ends at the next run of the same length. */
function withoutCode(line: string): string {
  let rest = line;
  let shown = '';
  while (rest !== '') {
    const escaped = /^\\[!-/:-@[-`{-~]/.exec(rest);
    const run = /^`+/.exec(rest)?.[0];
    if (escaped !== null) {
      shown += escaped[0];
      rest = rest.slice(2);
      continue;
    }
    if (run === undefined) {
      shown += rest.charAt(0);
      rest = rest.slice(1);
      continue;
    }
    const after = rest.slice(run.length);
    const close = [...after.matchAll(/`+/g)].find(([ticks]) => ticks.length === run.length);
    expect(close, `open code in ${line}`).toBeDefined();
    rest = after.slice((close?.index ?? 0) + run.length);
  }
  return shown;
}

describe('foreign text is inert', () => {
  test('no mention, no reference, no tag, no broken table, no foreign address, whatever the text', () => {
    fc.assert(
      fc.property(foreign, foreign, foreign, (text, other, added) => {
        // Every line of a unified diff begins with a sign of its own.
        const patch = added
          .split('\n')
          .map((line) => `+${line}`)
          .join('\n');
        const { title, body } = renderPullRequest(hostileStatement(text, other), patch);
        expect(title).not.toMatch(/@[\p{L}\p{N}_]|\n/u);
        const shown = live(body);
        expect(shown).not.toMatch(/@[\p{L}\p{N}_-]/u);
        expect(shown).not.toMatch(/<[A-Za-z/!?]/);
        expect(shown.replaceAll(/\]\([^)\s]*\)/g, '')).not.toMatch(/:\/\/|www\.|[#!$%&]\d|\bGH-\d/i);
        for (const [, href] of shown.matchAll(/(?<!\\)\]\(([^)]*)\)/g)) expect(href).toMatch(/^https?:\/\/[^\s<>|]*$/);
        expect(shown).not.toMatch(/(?<!\\)!\[/);
        expect(patchIdsIn(body)).toEqual(['pch_01patch']);
        expect(body.split('\n').filter((line) => line.startsWith('/'))).toEqual([]);
        tablesHold(body);
      }),
      { numRuns: 400 },
    );
  });

  test('a commit message names no other patch and mentions nobody, whatever the text', () => {
    fc.assert(
      fc.property(foreign, foreign, (text, other) => {
        const message = commitMessage(hostileStatement(text, other));
        expect(patchIdsIn(message)).toEqual(['pch_01patch']);
        expect(message).not.toMatch(/@[\p{L}\p{N}_-]|[#!]\d|\bGH-\d/iu);
        expect(message.split('\n\n').at(-1)?.trim().split('\n')).toEqual(trailersOf(sampleStatement()));
      }),
      { numRuns: 300 },
    );
  });

  /** Every row of a table has as many cells as its head: pipes that are not escaped, also inside code (GFM tables). */
  function tablesHold(body: string): void {
    const cells = (line: string) => line.replaceAll(/\\[\\|]/g, '').split('|').length;
    let width: number | undefined;
    let fence: string | undefined;
    for (const line of body.split('\n')) {
      const ticks = /^(`{3,})/.exec(line)?.[1];
      if (fence !== undefined) {
        if (line === fence) fence = undefined;
        continue;
      }
      if (ticks !== undefined) fence = ticks;
      if (!line.startsWith('|')) {
        width = undefined;
        continue;
      }
      width ??= cells(line);
      expect(cells(line), line).toBe(width);
    }
  }

  test('addresses are http or https, without credentials, and end where they should', () => {
    expect(safeAddress('javascript:alert(1)')).toBeUndefined();
    expect(safeAddress('https://u:p@x.example.test/')).toBeUndefined();
    expect(safeAddress('data:text/html,x')).toBeUndefined();
    expect(safeAddress(undefined)).toBeUndefined();
    expect(safeAddress('https://x.example.test/a)b|c@d e')).toBe('https://x.example.test/a%29b%7Cc%40d%20e');
    expect(linkTo('CVE-1', 'ftp://x')).toBe('CVE-1');
    expect(linkTo('a]b', 'https://x.example.test/')).toBe('[a\\]b](https://x.example.test/)');
  });

  test('texts are shortened whole, and hidden signs of a diff are shown by number', () => {
    expect([...plainText('🦊'.repeat(50), 10)]).toHaveLength(10);
    expect(inlineText('- 1')).toBe('\\- 1');
    expect(codeText('')).toBe('—');
    expect(codeText('a`b')).toBe('``a`b``');
    expect(fenced(['a\u202eb', '```'], 'diff')).toBe('````diff\na\\u{202e}b\n```\n````');
  });
});

test('a long body keeps its trailers and its whole tables', () => {
  const long = 'long words '.repeat(100);
  const changes = Array.from({ length: 400 }, () => sampleStatement().changes[0]!).map((one) => ({
    ...one,
    why: long,
    purl_to: long,
  }));
  const vulnerabilities = Array.from({ length: 400 }, (_, at) => ({
    ...sampleStatement().vulnerabilities[0]!,
    primaryId: `CVE-2031-${at}`,
    summary: long,
  }));
  const files = Array.from({ length: 60 }, (_, at) => ({ file: `f${at}.json`, kind: 'code' as const }));
  const { title, body } = renderPullRequest(sampleStatement({ changes, vulnerabilities, files }), 'x\n'.repeat(500));
  expect(title).toContain('(CVE-2031-0 and 399 more)');
  expect(body.length).toBeLessThan(60_000);
  expect(patchIdsIn(body)).toEqual(['pch_01patch']);
  expect(body).toContain('…and 40 more');
  expect(body).toContain('Diff (first 30 lines)');
});

test('labels follow kind, highest priority and confidence', () => {
  const statement = sampleStatement();
  expect(labelsOf(statement)).toEqual([
    'security',
    'auto-remediation',
    'dependencies',
    'priority:high',
    'high-confidence',
    'maximus',
  ]);
  const unsure = { ...statement.evidence, confidence: 0.5 };
  expect(labelsOf(sampleStatement({ kind: 'code', evidence: unsure }))).toContain('review-carefully');
  const middling = { ...statement.evidence, confidence: 0.8 };
  expect(labelsOf(sampleStatement({ kind: 'code', evidence: middling, vulnerabilities: [] }))).toEqual([
    'security',
    'auto-remediation',
    'code-patch',
    'maximus',
  ]);
});

test('subjects of other kinds of patch', () => {
  const subject = (changes: Parameters<typeof sampleStatement>[0]) =>
    commitMessage(sampleStatement(changes)).split('\n')[0];
  const { to: _to, from: _from, ...rest } = sampleStatement();
  expect(subject({ kind: 'code', subject: 'bound the loop in pad()' })).toBe('fix(security): bound the loop in pad()');
  expect(subject({ package: '@acme/pad' })).toBe('fix(deps): bump @\u200bacme/pad from 1.0.0 to 1.0.1');
  expect(commitMessage(rest)).toMatch(/^fix\(security\): change left-pad\n/);
});
