export * from './acceptance.ts';
export * from './attachment.ts';
export * from './bulk.ts';
export * from './course.ts';
export * from './decision.ts';
export * from './policy.ts';
export * from './slack.ts';
export * from './summary.ts';
