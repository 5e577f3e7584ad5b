export { editYaml, readMapping, type YamlEdit } from './edit-yaml.ts';
