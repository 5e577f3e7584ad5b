import { stringify } from 'smol-toml';
import { isRecord } from '../../edit/json/index.ts';
import { parseTomlTable, tableIn } from '../../edit/toml/index.ts';
import type { ManagerFiles } from '../types.ts';

/** Index addresses that uv.toml or the pyproject.toml beside it name, and whether one of them stands for the default. */
export function uvIndexes(files: ManagerFiles): { readonly indexes: readonly string[]; readonly hasDefault: boolean } {
  const own = parseTomlTable(files.get('uv.toml') ?? '') ?? {};
  // uv reads one of the two: uv.toml where it is there.
  const config =
    Object.keys(own).length > 0 ? own : tableIn(parseTomlTable(files.get('pyproject.toml') ?? ''), 'tool', 'uv');
  const list = Array.isArray(config['index']) ? config['index'].filter(isRecord) : [];
  const extra = Array.isArray(config['extra-index-url']) ? config['extra-index-url'] : [];
  const { 'index-url': main } = config;
  const addresses = [main, ...extra, ...list.map(({ url }) => url)];
  return {
    indexes: addresses.filter((each) => typeof each === 'string'),
    hasDefault: typeof main === 'string' || list.some((each) => each['default'] === true),
  };
}

/** The part of uv.toml that a run may see, written anew: index addresses (arena.md §3). */
export function uvConfig(text: string): string {
  const config = parseTomlTable(text) ?? {};
  const kept: Record<string, unknown> = {};
  for (const key of ['index-url', 'extra-index-url'] as const) if (key in config) kept[key] = config[key];
  const list = Array.isArray(config['index']) ? config['index'].filter(isRecord) : [];
  if (list.length > 0) {
    kept['index'] = list.map(({ name, url, default: isDefault, explicit }) => ({
      ...(typeof name === 'string' ? { name } : {}),
      ...(typeof url === 'string' ? { url } : {}),
      ...(isDefault === true ? { default: true } : {}),
      ...(explicit === true ? { explicit: true } : {}),
    }));
  }
  return Object.keys(kept).length === 0 ? '' : `${stringify(kept)}\n`;
}
