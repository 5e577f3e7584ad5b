import type { AdvisoryIndex } from '@maximus/advisories';
import type { FindingFacts } from '@maximus/remediation';
import { type FindingToRemedy, reachabilityCodes, stateOfUse } from '@maximus/storage';
import { isShipped } from '../confirm/is-shipped.ts';

const maxCwes = 50;
/** Characters of one advisory, and how many of a group. */
const maxText = 2_000;
const maxTexts = 3;

/** What is known of a finding for the texts that a person may take up: its weakness, and what the last look at the source saw. */
export function factsOf(
  { primaryId, groupNames, reachability, scope }: FindingToRemedy,
  group: string,
  index: Pick<AdvisoryIndex, 'group' | 'record'>,
): FindingFacts {
  const records = index.group(group)?.recordIds.flatMap((id) => index.record(id) ?? []) ?? [];
  const told = records.flatMap(({ database_specific }) => {
    const ids = database_specific?.['cwe_ids'];
    return Array.isArray(ids) ? ids : [];
  });
  const cwes = told.flatMap((id) => (typeof id === 'string' ? (/^CWE-(\d{1,5})$/.exec(id)?.slice(1, 2) ?? []) : []));
  const shipped = isShipped(scope, stateOfUse(reachability));
  return {
    aliases: groupNames.filter((name) => name !== primaryId),
    cwes: [...new Set(cwes.map(Number))].slice(0, maxCwes),
    reachability: stateOfUse(reachability),
    ...(reachabilityCodes[reachability] === 'not_called' && { notCalled: true }),
    isShipped: shipped,
    advisories: records
      .map(({ summary = '', details = '' }) => `${summary}\n${details}`.trim().slice(0, maxText))
      .filter((text) => text !== '')
      .slice(0, maxTexts),
    evidence: shipped
      ? "the project's own source, as it was looked at last"
      : 'every place of it is for developing, and no code of the project imports it',
  };
}
