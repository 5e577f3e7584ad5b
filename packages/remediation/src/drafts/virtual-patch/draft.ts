import { ruleTemplates } from './templates.data.ts';
import type { RuleTemplate, SampleCase } from './types.ts';

/** Languages in which a rule can be written. */
export type RuleSyntax = 'modsecurity' | 'coraza' | 'nginx' | 'cloudflare-expression';

/** What a rule is drafted for. */
export interface VirtualPatchInput {
  /** CWE numbers of the flaw, the most telling first. */
  readonly cwes: readonly number[];
  /** Whether the project can be reached from outside. */
  readonly isPublic: boolean;
  readonly syntax: RuleSyntax;
  /** `log` unless a person asks for more. */
  readonly action?: 'block' | 'log';
  /** Primary id of the flaw, for the message of the rule. */
  readonly vulnerability: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** 24 hours unless said; never more than seven days. */
  readonly lifeMs?: number;
}

/** A rule with an expiry; it closes no finding, and applying it is a person's act. */
export interface VirtualPatchDraft {
  readonly cwe: number;
  readonly vector: string;
  readonly syntax: RuleSyntax;
  readonly action: 'block' | 'log';
  readonly text: string;
  readonly created_at: string;
  readonly expires_at: string;
  readonly tests: readonly SampleCase[];
}

/** The draft, or why there is none. */
export type VirtualPatch =
  | { readonly draft: VirtualPatchDraft }
  | { readonly why_not: 'not-public' | 'no-template'; readonly sentence: string };

const dayMs = 86_400_000;

/** Drafts a rule for a web application firewall (rung 8, eureka.md §9). Pure; equal input gives equal text. */
export function draftVirtualPatch(input: VirtualPatchInput): VirtualPatch {
  if (!input.isPublic) {
    return {
      why_not: 'not-public',
      sentence: 'The project is not reached from outside: a rule in front of it would see nothing.',
    };
  }
  const template = input.cwes.flatMap((cwe) => ruleTemplates.find((each) => each.cwe === cwe) ?? [])[0];
  if (template === undefined) {
    return {
      why_not: 'no-template',
      sentence: `There is no rule for ${input.cwes.map((cwe) => `CWE-${cwe}`).join(', ') || 'an unknown weakness'}.`,
    };
  }
  const { syntax, now, action = 'log' } = input;
  const lifeMs = Math.min(Math.max(1, input.lifeMs ?? dayMs), 7 * dayMs);
  return {
    draft: {
      cwe: template.cwe,
      vector: template.title,
      syntax,
      action,
      text: textOf(template, input, action),
      created_at: new Date(now).toISOString(),
      expires_at: new Date(now + lifeMs).toISOString(),
      tests: casesOf(template),
    },
  };
}

/** Every sample with what is expected of a rule; for these templates that is measured by the tests. */
function casesOf({ malicious, benign }: RuleTemplate): readonly SampleCase[] {
  return [
    ...malicious.map((request): SampleCase => ({ request, expect: 'match' })),
    ...benign.map((request): SampleCase => ({ request, expect: 'pass' })),
  ];
}

function textOf(
  template: RuleTemplate,
  { syntax, vulnerability, cwes }: VirtualPatchInput,
  action: 'block' | 'log',
): string {
  const id = vulnerability.replace(/[^A-Za-z0-9-]/g, '').slice(0, 60);
  if (syntax === 'nginx') return nginx(template, id, action);
  if (syntax === 'cloudflare-expression') return cloudflare(template);
  return secRule(template, id, action, cwes);
}

/** ModSecurity 3 and Coraza read the same language (SecRule). */
function secRule(
  { cwe, title, pattern, looksAt }: RuleTemplate,
  id: string,
  action: 'block' | 'log',
  cwes: readonly number[],
): string {
  const variables = { arguments: 'ARGS', 'target-and-arguments': 'REQUEST_URI|ARGS', body: 'REQUEST_BODY' }[looksAt];
  // From the range that is free for local rules, and the same for the same flaw.
  const number = 90_000 + [...`${id}${cwes.join()}`].reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) % 9_999, 7);
  const does = action === 'block' ? 'deny,status:403' : 'pass';
  const quoted = pattern.replaceAll('"', '\\"');
  return `SecRule ${variables} "@rx ${quoted}" "id:${number},phase:2,${does},log,t:none,t:urlDecodeUni,msg:'${id}: ${title}',tag:'CWE-${cwe}'"`;
}

function nginx({ pattern, looksAt }: RuleTemplate, id: string, action: 'block' | 'log'): string {
  const name = `maximus_${id.replaceAll('-', '_').toLowerCase()}`;
  const variable = { arguments: '$args', 'target-and-arguments': '$request_uri', body: '$request_body' }[looksAt];
  const quoted = pattern.replace(/^\(\?i\)/, '').replaceAll('"', '\\"');
  const map = `map ${variable} $${name} { default 0; "~*${quoted}" 1; }`;
  return action === 'block'
    ? `${map}\nif ($${name}) { return 403; }`
    : `${map}\naccess_log /var/log/nginx/${name}.log combined if=$${name};`;
}

function cloudflare({ pattern, looksAt }: RuleTemplate): string {
  const field = {
    arguments: 'url_decode(http.request.uri.query)',
    'target-and-arguments': 'url_decode(http.request.uri)',
    body: 'http.request.body.raw',
  }[looksAt];
  return `${field} matches r#"${pattern}"#`;
}
