import { fail, ok, type Result } from '@maximus/kernel';
import * as z from 'zod';
import { errors } from '../errors.ts';
import { isStorable, storableStart } from '../imports/storable-text.ts';
import { statusOf, type TakenInventory } from '../imports/taken-inventory.ts';

const text = (max: number) => z.string().max(max);
/** Goes to the database as it is; what components and messages hold is judged one by one. */
const kept = (max: number) => text(max).refine(isStorable, 'holds a NUL or half a surrogate pair');
const count = z.number().int().nonnegative();

const Edge = z.strictObject({ to: text(2_048), requested: text(500).optional() });
const PostedComponent = z.strictObject({
  key: text(2_048),
  ecosystem: text(128),
  name: text(1_024),
  version: text(512).optional(),
  purl: text(4_096),
  scope: z.enum(['prod', 'dev', 'optional', 'peer', 'unknown']),
  direct: z.boolean(),
  requested: text(500).optional(),
  override: text(500).optional(),
  line: count.optional(),
  integrity: text(500).optional(),
  licences: z.array(text(200)).max(50).optional(),
  dependsOn: z.array(Edge).max(20_000),
});
const PostedProblem = z.strictObject({ code: kept(128), message: text(2_000), line: count.optional() });
const PostedFile = z.strictObject({
  path: kept(4_096),
  format: kept(64),
  status: z.enum(['parsed', 'partial', 'failed', 'unsupported', 'skipped']),
  roots: z.array(text(2_048)).max(500_000),
  components: z.array(PostedComponent).max(500_000),
  problems: z.array(PostedProblem).max(10_000),
});

/** What `maximus scan --report-to` sends: the inventory, file by file; the server judges it with its own index. */
export const PostedInventory = z.strictObject({
  schema: z.literal('maximus.inventory/1'),
  tool: z.strictObject({ name: z.literal('maximus'), version: kept(64) }),
  commit: kept(64).optional(),
  ref: kept(255).optional(),
  files: z.array(PostedFile).max(10_000),
  /** Of the walk: links that leave, folders that cannot be read, limits. */
  problems: z.array(PostedProblem).max(10_000),
});
export type PostedInventory = z.infer<typeof PostedInventory>;

/** Reads a posted inventory. Fails with `oraculo.inventory_invalid`, which names the path of the fault. */
export function readPosted(bytes: Uint8Array): Result<TakenInventory> {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (cause) {
    return fail(errors.inventory_invalid('the body is not JSON', {}, cause));
  }
  const parsed = PostedInventory.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = issue?.path.map(String).join('.') ?? '';
    return fail(errors.inventory_invalid(`${path}: ${issue?.message ?? 'not an inventory'}`, { path }));
  }
  const { files, problems, tool, commit, ref } = parsed.data;
  const all = [...problems, ...files.flatMap((file) => file.problems)];
  return ok({
    files: files.map(({ path, format, status: state, components, problems: [first] }) => ({
      path,
      format,
      status: state,
      component_count: components.length,
      ...(first && { error: { code: first.code, message: storableStart(first.message, 500) } }),
      ...(first?.line !== undefined && first.line > 0 && { line: first.line }),
    })),
    parsed: files
      .filter(({ components }) => components.length > 0)
      .map(({ path, format, components, roots }) => ({ path, format, roots, components: components as never })),
    ...statusOf(
      files,
      all.map(({ code }) => code),
    ),
    errors: files.flatMap(({ path, problems }) =>
      problems.slice(0, 20).map(({ code, message }) => ({ code, message: storableStart(message, 500), file: path })),
    ),
    commit,
    ref,
    tool: `${tool.name} ${tool.version}`,
  });
}
