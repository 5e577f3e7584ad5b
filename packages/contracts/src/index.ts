/**
 * What crosses a process: schemas (zod) and the types inferred from them, one name for both.
 * No behaviour. The scan's hot path imports types only, because loading zod costs more than a scan.
 */
export * from './apv/index.ts';
export * from './assessment.ts';
export * from './audit/index.ts';
export * from './estate/index.ts';
export * from './events/index.ts';
export * from './herald/index.ts';
export * from './identity/index.ts';
export * from './realtime/index.ts';
export * from './remediation/index.ts';
export * from './rest/index.ts';
export * from './review/index.ts';
export * from './scan-report/index.ts';
export * from './vocabulary.ts';
export * from './wire/index.ts';
