import { createHash } from 'node:crypto';
import type { RemedyPlan } from '@maximus/contracts';
import { packageOf } from '../planning/jobs-of-project.ts';

/**
 * The campaign that a change belongs to (fix train, eureka.md §5): the release that does it, so that the same release has the
 * same campaign in every project. For an upgraded parent that is the parent, else the affected package. Each project keeps its
 * own patch, evidence and decision. None where nothing moves to a version.
 */
export function campaignOf(
  { rung, package_changes }: Pick<RemedyPlan, 'rung' | 'package_changes'>,
  moved: { readonly package: string; readonly to: string | null },
): string | null {
  const parent =
    rung === 'parent-upgrade'
      ? package_changes.find(({ direct, purl_to }) => direct && purl_to !== undefined)
      : undefined;
  const release = parent?.purl_to === undefined ? undefined : packageOf(parent.purl_to);
  const [name, to] = release === undefined ? [moved.package, moved.to] : [release.purl, release.version];
  if (to == null || name === '') return null;
  return `cpg_${createHash('sha256').update(`${name}\0${to}`).digest('hex').slice(0, 24)}`;
}
