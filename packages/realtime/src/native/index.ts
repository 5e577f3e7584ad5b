export { nativeDialect, nativeSubprotocol } from './dialect.ts';
export { type NativeOptions, nativeSession } from './session.ts';
