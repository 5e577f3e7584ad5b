export * from './channels.ts';
export * from './codes.ts';
export * from './commands.ts';
export * from './compatible.ts';
export * from './frames.ts';
export * from './payloads.ts';
export * from './position.ts';
