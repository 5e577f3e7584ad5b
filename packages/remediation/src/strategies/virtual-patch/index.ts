import { draftVirtualPatch, type VirtualPatchDraft } from '../../drafts/virtual-patch/draft.ts';
import { blockage } from '../../resolver/blockage.ts';
import type { Strategy } from '../types.ts';

/** Rung 8: a rule with an expiry for what stands in front of the project; it closes nothing, and a person applies it. */
export const virtualPatch: Strategy = {
  id: 'virtual-patch',
  description: 'a firewall rule with an expiry, for a person to apply; never a fix',
  place: 8,
  capabilities: { network: false, runsForeignCode: false, writesProject: false },
  attempt: async ({ job: { name, targets }, surroundings: { exposure, now } }) => {
    if (exposure === 'unknown') {
      const sentence = `Nobody said whether what uses ${name} is reached from outside.`;
      return { result: 'not-taken', ...blockage('not-public', sentence) };
    }
    const drafts = new Map<string, VirtualPatchDraft>();
    const refusals = targets.flatMap(({ primary_id, kind, facts }) => {
      // What a package does by itself passes no firewall on its way in.
      const cwes = kind === 'malware' ? [] : (facts?.cwes ?? []);
      const answer = draftVirtualPatch({
        cwes,
        isPublic: exposure === 'public',
        syntax: 'modsecurity',
        vulnerability: primary_id,
        now,
      });
      if ('why_not' in answer) return [blockage(answer.why_not, `${name}, ${primary_id}: ${answer.sentence}`)];
      drafts.set(primary_id, answer.draft);
      return [];
    });
    const [first] = [...drafts.values()];
    if (first === undefined) {
      const refusal = refusals[0] ?? blockage('no-template', `There is no rule for ${name}.`);
      return { result: 'not-taken', ...refusal };
    }
    const ids = [...drafts.keys()].join(', ');
    const sentence = `A rule for ${name} (${ids}): ${first.action} only, until ${first.expires_at}; it closes nothing.`;
    const said = refusals.map((refusal) => refusal.sentence);
    return { result: 'drafted', sentence, texts: [...[...drafts.values()].map(({ text }) => text), ...said] };
  },
};
