import { expect, it } from 'vitest';
import { draftVirtualPatch, type VirtualPatchInput } from './draft.ts';
import { matchesRequest } from './matches.ts';
import { ruleTemplates } from './templates.data.ts';

const input: VirtualPatchInput = {
  cwes: [20, 89],
  isPublic: true,
  syntax: 'modsecurity',
  vulnerability: 'CVE-2026-0001',
  now: Date.parse('2026-11-30T12:00:00Z'),
};

it('has a template for each weakness that may be covered', () => {
  expect(ruleTemplates.map(({ cwe }) => cwe)).toEqual([89, 79, 77, 78, 22, 918, 611, 434]);
});

it.each(ruleTemplates.map((each) => [each.cwe, each] as const))(
  'CWE-%s matches attacks and lets everyday requests pass',
  (_cwe, template) => {
    const missed = template.malicious.filter((each) => !matchesRequest(template, each));
    const wrong = template.benign.filter((each) => matchesRequest(template, each));
    expect(template.malicious.length).toBeGreaterThanOrEqual(10);
    expect(template.benign.length).toBeGreaterThanOrEqual(30);
    expect(missed.length / template.malicious.length, JSON.stringify(missed)).toBeLessThanOrEqual(0.1);
    expect(wrong.length / template.benign.length, JSON.stringify(wrong)).toBeLessThan(0.02);
    // Every engine reads it: no look-around, no back reference.
    expect(template.pattern).not.toMatch(/\(\?[=!<]|\\[1-9]/);
  },
);

it('writes a rule that logs and expires, in every language', () => {
  for (const syntax of ['modsecurity', 'coraza', 'nginx', 'cloudflare-expression'] as const) {
    const made = draftVirtualPatch({ ...input, syntax });
    expect(made).toMatchObject({ draft: { cwe: 89, syntax, action: 'log', expires_at: '2026-12-01T12:00:00.000Z' } });
    expect(draftVirtualPatch({ ...input, syntax })).toEqual(made);
  }
  const text = (more: Partial<VirtualPatchInput>) => {
    const made = draftVirtualPatch({ ...input, ...more });
    return 'draft' in made ? made.draft.text : '';
  };
  expect(text({})).toMatch(/^SecRule ARGS "@rx .*" "id:\d+,phase:2,pass,log,.*CVE-2026-0001: SQL injection/);
  expect(text({ action: 'block' })).toContain('deny,status:403');
  expect(text({ syntax: 'nginx' })).toContain('access_log');
  expect(text({ syntax: 'nginx', action: 'block', cwes: [22] })).toContain('return 403');
  expect(text({ syntax: 'cloudflare-expression', cwes: [611] })).toContain('http.request.body.raw matches r#"');
  expect(text({ vulnerability: `x' "\n;` })).toContain("msg:'x: SQL");
});

it('lives for seven days at most, and says where there is no rule', () => {
  const long = draftVirtualPatch({ ...input, lifeMs: 30 * 86_400_000 });
  expect(long).toMatchObject({ draft: { expires_at: '2026-12-07T12:00:00.000Z' } });
  expect(draftVirtualPatch({ ...input, isPublic: false })).toMatchObject({ why_not: 'not-public' });
  expect(draftVirtualPatch({ ...input, cwes: [1] })).toMatchObject({ why_not: 'no-template' });
});
