import { configFields } from '@maximus/kernel';
import type { LoadedConfig } from './load.ts';
import { ServerConfig } from './schema.ts';

/** Every setting in force, one a line: key, value, where it is from. Secrets are masked. */
export function showConfig({ value, origin }: Pick<LoadedConfig, 'value' | 'origin'>): string {
  const rows = configFields(ServerConfig).map(({ key }) => [
    key,
    masked(key, valueAt(value, key)),
    origin.get(key) ?? 'default',
  ]);
  const width = (column: number) => Math.min(48, Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const [first, second] = [width(0), width(1)];
  return rows
    .map(([key = '', text = '', from = '']) => `${key.padEnd(first)}  ${text.padEnd(second)}  ${from}\n`)
    .join('');
}

function valueAt(tree: unknown, key: string): unknown {
  return key.split('.').reduce<unknown>((node, part) => (node as Record<string, unknown> | undefined)?.[part], tree);
}

/** Secrets by name, and the credentials within addresses. */
function masked(key: string, value: unknown): string {
  if (/(?:secret|password|token)$/.test(key)) return value === '' ? '""' : '***';
  return JSON.stringify(value).replace(/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@"]*@/gi, '$1***@');
}
