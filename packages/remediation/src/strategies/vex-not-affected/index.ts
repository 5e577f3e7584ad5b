import { draftVex } from '../../drafts/vex.ts';
import { blockage } from '../../resolver/blockage.ts';
import type { Strategy } from '../types.ts';

/** Rung 9: a statement for a person to sign, where no code imports the package or it is not shipped; it closes nothing. */
export const vexNotAffected: Strategy = {
  id: 'vex-not-affected',
  description: 'an OpenVEX statement for a person to sign, where no code imports the package',
  place: 9,
  capabilities: { network: false, runsForeignCode: false, writesProject: false },
  attempt: async ({ job: { name, targets }, surroundings: { product, now } }) => {
    if (targets.some(({ kind }) => kind === 'malware')) {
      const sentence = `${name} is malware: it does its work when it is installed, whoever imports it.`;
      return { result: 'not-taken', ...blockage('policy-forbids', sentence) };
    }
    const texts: string[] = [];
    const said = new Set<string>();
    for (const { primary_id, purl, facts } of targets) {
      if (facts === undefined) {
        const sentence = `Nobody looked whether ${name} is used; that is no reason to call it unaffected.`;
        return { result: 'not-taken', ...blockage('policy-forbids', sentence) };
      }
      const { aliases, reachability, notCalled = false, isShipped: shipped, evidence } = facts;
      const at = new Date(now).toISOString();
      const about = { vulnerability: primary_id, aliases, purl, product, evidence, at, author: 'maximus' };
      const answer = draftVex({ ...about, reachability, notCalled, shipped });
      if ('why_not' in answer) return { result: 'not-taken', ...blockage(answer.why_not, answer.sentence) };
      texts.push(JSON.stringify(answer.draft));
      said.add(answer.justification);
    }
    if (texts.length === 0) {
      return { result: 'not-taken', ...blockage('policy-forbids', `There is no flaw of ${name} to speak of.`) };
    }
    const sentence = `A statement that ${name} does no harm here (${[...said].join(', ')}), for a person to sign.`;
    return { result: 'drafted', sentence, texts };
  },
};
