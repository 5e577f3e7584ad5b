import { type Blockage, blockage } from '../blockage.ts';
import type { PinContext } from './pin-search.ts';
import type { RealisedPins } from './realise-pins.ts';

/** Judges pins by eureka.md §4: targets gone, nothing introduced, nothing downgraded, everyone answered. */
export function judgePins(
  { pins, moved, added, possible, problems }: RealisedPins,
  { project, choices, job }: PinContext,
): readonly Blockage[] {
  const left = [...pins.values()].filter(
    ({ name, version }) => name === job.name && [...choices.hits(name, version)].some((group) => job.groups.has(group)),
  );
  const known = new Set<string>();
  for (const { name, version } of project.pins.values()) {
    for (const group of choices.judge(name, version)) known.add(`${group}\0${name}`);
  }
  const introduced = [...moved.values(), ...added, ...possible.values()].flatMap(({ name, version }) => {
    const fresh = [...choices.judge(name, version)].filter((group) => !known.has(`${group}\0${name}`));
    const sentence = `${name}@${version} is affected by ${fresh.length} known flaws.`;
    return fresh.length === 0 ? [] : [blockage('introduces-vulnerability', sentence, fresh)];
  });
  const lowered = [...moved].flatMap(([key, { name, version }]) => {
    const from = project.pins.get(key)?.version ?? version;
    if (choices.order(version, from) >= 0 || (job.mayGoDown && name === job.name)) return [];
    return [blockage('policy-forbids', `${name} would go down from ${from} to ${version}.`)];
  });
  const labels = left.map(({ name, version }) => `${name}@${version}`);
  return [
    ...(left.length > 0
      ? [blockage('duplicate-major-remains', `${labels.slice(0, 3).join(', ')} would remain.`, labels.slice(0, 20))]
      : []),
    ...introduced,
    ...lowered,
    ...problems,
    ...(moved.size === 0 ? [blockage('override-ignored', 'The resolved tree would stay as it is.')] : []),
  ];
}
