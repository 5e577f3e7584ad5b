import { buffer } from 'node:stream/consumers';
import { errors as httpErrors, type Upload } from '@maximus/http';
import * as z from 'zod';
import { isStorable } from '../imports/storable-text.ts';

/** A BOM and the project that it is of. */
export interface BomRequest {
  readonly bytes: Uint8Array;
  /** Id, or name and version as one text. */
  readonly project: string;
  readonly autoCreate: boolean;
}

const text = z.string().max(200).refine(isStorable, 'holds a NUL or half a surrogate pair').optional();
const flag = z.union([z.boolean(), z.stringbool()]).optional();

const Fields = z.object({ project: text, projectName: text, projectVersion: text, autoCreate: flag });
const Body = Fields.extend({ bom: z.string().min(1) });

/** Reads what `PUT /api/v1/bom` takes: JSON with the BOM in base 64. Throws `http.bad_request`. */
export async function readBomJson(upload: Upload): Promise<BomRequest> {
  let value: unknown;
  try {
    value = JSON.parse((await buffer(upload.stream)).toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw httpErrors.bad_request('the body is not valid JSON', {}, error);
    throw error;
  }
  const { bom, ...fields } = checked(Body, value);
  return { bytes: decoded(bom), ...projectOf(fields) };
}

/** Reads what `POST /api/v1/bom` takes: a form whose BOM is a file, which comes last, or a field. Throws `http.bad_request`. */
export async function readBomForm(upload: Upload): Promise<BomRequest> {
  const file = await buffer(upload.stream);
  const fields = checked(Fields, Object.fromEntries(upload.fields));
  const field = upload.fields.get('bom');
  if (file.length === 0 && field === undefined) throw httpErrors.bad_request('the form has no "bom"');
  return { bytes: file.length > 0 ? file : Buffer.from(field ?? '', 'utf8'), ...projectOf(fields) };
}

function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw httpErrors.bad_request(`${first?.path.join('.') || 'the body'}: ${first?.message}`);
}

function decoded(bom: string): Uint8Array {
  const bytes = Buffer.from(bom, 'base64');
  if (bytes.length === 0) throw httpErrors.bad_request('"bom" is not in base 64');
  return bytes;
}

/** There, name and version together name a project, and two versions are two projects. */
function projectOf({ project, projectName, projectVersion, autoCreate = false }: z.output<typeof Fields>) {
  if (project !== undefined && project !== '') return { project, autoCreate };
  if (projectName === undefined || projectName === '')
    throw httpErrors.bad_request('neither "project" nor "projectName" is given; fields come before the file');
  const version = projectVersion === undefined || projectVersion === '' ? '' : ` ${projectVersion}`;
  return { project: `${projectName}${version}`, autoCreate };
}
