import { hasRewriteRule, rewriteByRule } from '@maximus/reachability';
import { isForbiddenPath } from '../../check/index.ts';
import { unifiedDiff } from '../../edit/index.ts';
import { blockage } from '../../resolver/blockage.ts';
import type { Strategy } from '../types.ts';

/** A diff beyond this is nothing that a person reads in a minute. */
const maxDiff = 32_768;

/**
 * Rung 6: the project's own calls of the flawed function, rewritten by a rule. A draft for a person: the package stays at its
 * version, so that the flaw stays known and the finding open; once merged, the next look at the source sees that nothing of
 * the project uses it.
 */
export const codeRule: Strategy = {
  id: 'code-rule',
  description: 'the calls of the flawed function rewritten by a rule, for a person to take up',
  place: 6,
  capabilities: { network: false, runsForeignCode: false, writesProject: false },
  attempt: async ({ job: { ecosystem, name, targets }, sources, clock }) => {
    const no = (
      code: 'no-rule' | 'rule-incomplete' | 'policy-forbids',
      sentence: string,
      places: readonly string[] = [],
    ) => ({ result: 'not-taken', ...blockage(code, sentence, places) }) as const;
    if (targets.some(({ kind }) => kind === 'malware'))
      return no('policy-forbids', `${name} is malware: it does its work whatever calls it.`);
    const flaws = targets.map(({ primary_id, facts }) => [primary_id, ...(facts?.aliases ?? [])]);
    const withoutRule = `No rule says how calls of ${name} can do without what is flawed in it.`;
    // The source is listed only where there is something to be done with it.
    if (!hasRewriteRule({ ecosystem, name, flaws })) return no('no-rule', withoutRule);
    if (sources === undefined || clock === undefined)
      return no('no-rule', `The project's own source was not given, so no call of ${name} can be rewritten.`);
    const source = await sources();
    if (!('files' in source))
      return no('rule-incomplete', `The calls of ${name} cannot be rewritten: ${source.reason}.`);
    const { files } = source;
    const found = await rewriteByRule({ files, ecosystem, name, flaws, clock });
    switch (found.state) {
      case 'no-rule':
        return no('no-rule', withoutRule);
      case 'nothing-to-do':
        return no('no-rule', `No code of the project is there to rewrite for ${name}: ${found.reason}.`);
      case 'incomplete':
        return no(
          'rule-incomplete',
          `Not every use of ${name} can be rewritten by a rule: ${found.reason}.`,
          found.places,
        );
    }
    const barred = found.files.find(({ file }) => isForbiddenPath(file));
    if (barred !== undefined) return no('policy-forbids', `${barred.file} is no file that a plan may touch.`);
    const diff = unifiedDiff(found.files);
    if (diff.length > maxDiff)
      return no('rule-incomplete', `The change for ${name} is larger than ${maxDiff} characters.`);
    const changes = found.files.map((each) => ({ ...each, kind: 'code' as const }));
    const changed = found.files.map(({ file }) => file).join(', ');
    const sentence =
      `By the rule ${found.rule}, ${changed} no longer use what is flawed in ${name}; ${name} stays, and so does the finding. ` +
      found.note;
    return { result: 'drafted', sentence: sentence.slice(0, 1_000), texts: [diff], code: { files: changes } };
  },
};
