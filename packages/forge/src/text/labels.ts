import type { Priority } from '@maximus/contracts';
import type { PatchStatement } from './statement.ts';

const order: readonly Priority[] = ['critical', 'high', 'medium', 'low'];

/** The labels of a pull request (eureka.md §8): the highest priority counts, confidence from 0.9 and below 0.7. */
export function labelsOf(statement: PatchStatement): string[] {
  const highest = order.find((level) => statement.vulnerabilities.some(({ priority }) => priority === level));
  const { confidence } = statement.evidence;
  return [
    'security',
    'auto-remediation',
    statement.kind === 'code' ? 'code-patch' : 'dependencies',
    ...(highest === undefined ? [] : [`priority:${highest}`]),
    ...(confidence >= 0.9 ? ['high-confidence'] : confidence < 0.7 ? ['review-carefully'] : []),
    'maximus',
  ];
}
