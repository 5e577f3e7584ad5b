/**
 * YAML as package managers write it, into text, mappings and lists with line numbers. A reader of a small part of the
 * language does it in one pass; what it does not know goes to the full library. Not for YAML with types: every scalar
 * stays text. Read subset.ts first.
 */
export { parseYaml, parseYamlDocuments } from './parse-yaml.ts';
export { mapAt, textAt, textEntries, textsAt, YamlMap, type YamlValue } from './yaml-tree.ts';
