import { isRecord } from '../../edit/json/index.ts';
import type { TreeNode } from '../npm/types.ts';
import { type Block, blockOf } from './lock-text.ts';
import { flowList, flowMap, scalarText } from './scalar.ts';

/** The entry under `packages` of a version from a registry, as pnpm writes it. */
export function packageBlock(key: string, { entry }: TreeNode): Block {
  const body: string[] = [];
  const integrity = entry['integrity'];
  body.push(`    resolution: ${flowMap({ integrity })}`);
  if (isRecord(entry['engines'])) body.push(`    engines: ${flowMap(entry['engines'])}`);
  for (const field of ['cpu', 'os', 'libc']) {
    const values = textsOf(entry[field]);
    if (values.length > 0) body.push(`    ${field}: ${flowList(values)}`);
  }
  const { deprecated, bin } = entry;
  if (typeof deprecated === 'string') body.push(`    deprecated: ${scalarText(deprecated)}`);
  if (isRecord(bin) && Object.keys(bin).length > 0) body.push('    hasBin: true');
  const bundled = textsOf(entry['bundleDependencies']);
  if (bundled.length > 0)
    body.push('    bundledDependencies:', ...bundled.map((each) => `      - ${scalarText(each)}`));
  body.push(...mapLines('peerDependencies', entry['peerDependencies']));
  const meta = isRecord(entry['peerDependenciesMeta']) ? entry['peerDependenciesMeta'] : {};
  const optional = Object.keys(meta).filter((name) => isRecord(meta[name]) && meta[name]['optional'] === true);
  if (optional.length > 0) {
    const lines = optional.sort(byText).flatMap((name) => [`      ${scalarText(name)}:`, '        optional: true']);
    body.push('    peerDependenciesMeta:', ...lines);
  }
  return blockOf(key, body);
}

/** `name: value` lines under a field; nothing where there are none. */
export function mapLines(field: string, value: unknown): readonly string[] {
  if (!isRecord(value)) return [];
  const entries = Object.entries(value).filter(([, each]) => typeof each === 'string');
  if (entries.length === 0) return [];
  entries.sort(([a], [b]) => byText(a, b));
  return [`    ${field}:`, ...entries.map(([name, each]) => `      ${scalarText(name)}: ${scalarText(String(each))}`)];
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
