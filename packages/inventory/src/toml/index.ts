/**
 * TOML of a hostile file: bounded nesting, failures with file and line, and the lines of `[[array]]` headers, which the
 * library does not keep. Read own properties with `own`, `ownString` and `isRecord` of json.ts.
 */
export { headerLines } from './header-lines.ts';
export { parseToml } from './parse-toml.ts';
