export { parseTomlTable, type TomlString, tableIn, tomlStrings } from './toml-strings.ts';
