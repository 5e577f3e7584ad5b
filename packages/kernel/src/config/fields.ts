import * as z from 'zod';

/** One setting, as its schema describes it. */
export interface ConfigField {
  /** Dotted key, `scan.fail_on`. */
  readonly key: string;
  /** `MAXIMUS_SCAN_FAIL_ON`. */
  readonly variable: string;
  readonly description: string;
  /** `text`, `number`, `true or false`, the words of a choice, or `list`. */
  readonly type: string;
  readonly fallback: unknown;
  readonly schema: z.ZodType;
}

function unwrapType(type: z.ZodType): z.ZodType {
  let inner = type;
  while (inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault || inner instanceof z.ZodOptional) {
    inner = inner.unwrap() as z.ZodType;
  }
  return inner;
}

function typeName(type: z.ZodType): string {
  if (type instanceof z.ZodEnum) return type.options.join(' | ');
  if (type instanceof z.ZodBoolean) return 'true | false';
  if (type instanceof z.ZodNumber) return 'number';
  if (type instanceof z.ZodArray) return 'list';
  return 'text';
}

/** Every leaf of a settings object, in the order of its definition. Each leaf must carry a description. */
export function configFields(schema: z.ZodObject, prefix = ''): readonly ConfigField[] {
  const fields: ConfigField[] = [];
  for (const [name, type] of Object.entries(schema.shape as Record<string, z.ZodType>)) {
    const key = prefix === '' ? name : `${prefix}.${name}`;
    const inner = unwrapType(type);
    if (inner instanceof z.ZodObject) {
      fields.push(...configFields(inner, key));
      continue;
    }
    // What a setting is turned into is no value that can be written into a file.
    const written = inner instanceof z.ZodPipe ? (inner.in as z.ZodType) : type;
    const parsed = written.safeParse(undefined);
    fields.push({
      key,
      variable: `MAXIMUS_${key.toUpperCase().replaceAll('.', '_')}`,
      description: type.description ?? inner.description ?? '',
      type: typeName(inner),
      fallback: parsed.success ? parsed.data : undefined,
      schema: type,
    });
  }
  return fields;
}
