import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { type CheckedRecord, checkedOrReason } from './checked-record.ts';

export { isAdvisoryId } from './checked-record.ts';

/** Largest record that is taken, in bytes of its JSON text (apv.md §2, `raw`). */
export const maxRecordBytes = 1_048_576;

/**
 * Checks one parsed OSV record by hand against OSV schema 1.x. Fails with `advisories.record_invalid` when it has no
 * identity (id, modified) or is no object; anything else that is wrong costs only the element it stands in. Unknown
 * fields stay; `null` is an absent field, as several exporters mean it.
 */
export function checkRecord(value: unknown): Result<CheckedRecord> {
  const checked = checkedOrReason(value);
  return typeof checked === 'string' ? fail(errors.record_invalid(checked)) : ok(checked);
}
