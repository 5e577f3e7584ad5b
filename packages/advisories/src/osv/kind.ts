import type { AdvisoryKind } from '@maximus/contracts';
import type { OsvAffected, OsvRecord } from '../types.ts';

/**
 * What a record speaks of (apv.md §2): malware by its `MAL-` id or a marker in structured data, informational by
 * RustSec's `unmaintained` and `notice`; everything else, RustSec's `unsound` among it, is a vulnerability.
 */
export function kindOf(record: OsvRecord): AdvisoryKind {
  if (record.id.slice(0, 4).toUpperCase() === 'MAL-' || hasMalwareMarker(record)) return 'malware';
  const affected = record.affected ?? [];
  return affected.length > 0 && affected.every(isInformational) ? 'informational' : 'vulnerability';
}

/** OpenSSF's malicious-packages origins, or the weakness CWE-506 (embedded malicious code). */
function hasMalwareMarker(record: OsvRecord): boolean {
  const specific = record.database_specific;
  if (specific === undefined) return false;
  if (Array.isArray(specific['malicious-packages-origins'])) return true;
  const cwes = specific.cwe_ids;
  return Array.isArray(cwes) && cwes.includes('CWE-506');
}

function isInformational(affected: OsvAffected): boolean {
  const word = affected.database_specific?.informational;
  return word === 'unmaintained' || word === 'notice';
}
