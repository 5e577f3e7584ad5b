import type * as z from 'zod';
import type { AppError } from '../errors.ts';
import { fail, ok, type Result } from '../result.ts';
import { errors } from './errors.ts';
import { type ConfigField, configFields } from './fields.ts';
import { suggest } from './suggest.ts';

/** Where settings come from, weakest first: file, environment, flags. Defaults are in the schema. */
export interface ConfigSources {
  /** The parsed file, with the name that messages use. */
  readonly file?: { readonly name: string; readonly content: unknown };
  /** Environment variables; those that start with `MAXIMUS_` and name a key count. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Dotted key → value, from the command line. */
  readonly flags?: Readonly<Record<string, unknown>>;
}

/** A resolved configuration and, per dotted key, where its value comes from. */
export interface ResolvedConfig<T> {
  readonly value: T;
  readonly origin: ReadonlyMap<string, string>;
}

type Tree = Record<string, unknown>;

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function setPath(tree: Tree, key: string, value: unknown): void {
  const parts = key.split('.');
  const last = parts.pop() ?? key;
  let node = tree;
  for (const part of parts) {
    const next = Object.hasOwn(node, part) ? node[part] : undefined;
    if (isTree(next)) node = next;
    else {
      const created: Tree = {};
      node[part] = created;
      node = created;
    }
  }
  node[last] = value;
}

function fromText(field: ConfigField, text: string): unknown {
  if (field.type === 'number') return text.trim() === '' ? text : Number(text);
  if (field.type === 'true | false')
    return text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : text;
  if (field.type === 'list')
    return text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  return text;
}

function recordOrigins(tree: Tree, origin: string, origins: Map<string, string>, prefix = ''): void {
  for (const [name, value] of Object.entries(tree)) {
    const key = prefix === '' ? name : `${prefix}.${name}`;
    if (isTree(value)) recordOrigins(value, origin, origins, key);
    else origins.set(key, origin);
  }
}

function describeIssue(issue: z.core.$ZodIssue, known: readonly string[], source: string): AppError {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const full = path === '' ? key : `${path}.${key}`;
    const near =
      suggest(full, known) ??
      suggest(
        key,
        known.map((name) => name.slice(name.lastIndexOf('.') + 1)),
      );
    const hint = near === undefined ? '' : `; did you mean "${near}"?`;
    return errors.config_unknown_key(`unknown key "${full}"${hint}`, { file: source, key: full });
  }
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) {
    return errors.config_invalid(`"${path}" is required`, { file: source, key: path });
  }
  return errors.config_invalid(`"${path}": ${issue.message}`, { file: source, key: path });
}

/**
 * Resolves one described settings object: defaults < file < environment < flags. Unknown keys fail with
 * `kernel.config_unknown_key` and a suggestion, bad values with `kernel.config_invalid`; every fault is listed.
 */
export function resolveConfig<T>(
  schema: z.ZodObject,
  sources: ConfigSources,
): Result<ResolvedConfig<T>, readonly AppError[]> {
  const fields = configFields(schema);
  const origin = new Map<string, string>();
  const merged: Tree = {};
  const fileName = sources.file?.name ?? 'configuration';
  if (sources.file !== undefined && sources.file.content !== undefined && sources.file.content !== null) {
    if (!isTree(sources.file.content)) {
      return fail([errors.config_invalid('the file must hold a map of keys', { file: fileName })]);
    }
    Object.assign(merged, structuredClone(sources.file.content));
    recordOrigins(merged, fileName, origin);
  }
  for (const field of fields) {
    const text = sources.environment?.[field.variable];
    if (text === undefined || text === '') continue;
    setPath(merged, field.key, fromText(field, text));
    origin.set(field.key, field.variable);
  }
  for (const [key, value] of Object.entries(sources.flags ?? {})) {
    if (value === undefined) continue;
    setPath(merged, key, value);
    origin.set(key, 'command line');
  }
  const parsed = schema.safeParse(merged);
  if (parsed.success) return ok({ value: parsed.data as T, origin });
  const known = fields.map((field) => field.key);
  return fail(
    parsed.error.issues.map((issue) => {
      const key = issue.path.map(String).join('.');
      return describeIssue(issue, known, origin.get(key) ?? fileName);
    }),
  );
}
