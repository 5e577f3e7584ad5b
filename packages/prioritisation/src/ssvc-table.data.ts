import type { SsvcOutcome } from '@maximus/contracts';

/** One row of the table: three inputs and the outcome for each technical impact. */
export interface SsvcRow {
  readonly inKev: boolean;
  readonly exposed: boolean;
  readonly automatable: boolean;
  readonly partial: SsvcOutcome;
  readonly total: SsvcOutcome;
}

/** CISA BOD 26-04, "Prioritizing Security Updates Based on Risk": remediation timelines (apv.md §6.3). */
export const ssvcTable: readonly SsvcRow[] = [
  { inKev: false, exposed: false, automatable: false, partial: 'at_next_upgrade', total: 'at_next_upgrade' },
  { inKev: false, exposed: false, automatable: true, partial: '60_days', total: '60_days' },
  { inKev: false, exposed: true, automatable: false, partial: '60_days', total: '14_days' },
  { inKev: false, exposed: true, automatable: true, partial: '14_days', total: '3_days' },
  { inKev: true, exposed: false, automatable: false, partial: '14_days', total: '14_days' },
  { inKev: true, exposed: false, automatable: true, partial: '14_days', total: '3_days_forensics' },
  { inKev: true, exposed: true, automatable: false, partial: '14_days', total: '3_days_forensics' },
  { inKev: true, exposed: true, automatable: true, partial: '3_days', total: '3_days_forensics' },
];

/** Days an outcome gives; absent for "at next upgrade", which has no date. */
export const outcomeDays: Readonly<Partial<Record<SsvcOutcome, number>>> = {
  '60_days': 60,
  '14_days': 14,
  '3_days': 3,
  '3_days_forensics': 3,
};
