import type { RuleTemplate, SampleRequest } from './types.ts';

const longest = 64 << 10;

/** Whether a rule would match a request: decoded once, as the engines' own `urlDecodeUni` does. */
export function matchesRequest({ pattern, looksAt }: RuleTemplate, request: SampleRequest): boolean {
  const source = pattern.startsWith('(?i)') ? pattern.slice('(?i)'.length) : pattern;
  const rule = new RegExp(source, 'i');
  return partsOf(looksAt, request).some((part) => rule.test(part.slice(0, longest)));
}

function partsOf(looksAt: RuleTemplate['looksAt'], { target, body = '' }: SampleRequest): readonly string[] {
  if (looksAt === 'body') return [body];
  const at = target.indexOf('?');
  const fields = [at < 0 ? '' : target.slice(at + 1), body].flatMap((text) => text.split('&'));
  const values = fields.map((field) => decoded(field.slice(field.indexOf('=') + 1)));
  return looksAt === 'arguments' ? values : [decoded(at < 0 ? target : target.slice(0, at)), ...values];
}

function decoded(text: string): string {
  return text
    .replaceAll('+', ' ')
    .replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'));
}
