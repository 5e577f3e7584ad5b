export * from './apvs.ts';
export * from './catalogue.ts';
export * from './dead-letter.ts';
export * from './envelope.ts';
export * from './estate.ts';
export * from './feeds.ts';
export * from './findings.ts';
export * from './loop.ts';
