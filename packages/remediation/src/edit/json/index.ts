export { editJson, type JsonEdit, parseObject } from './edit-json.ts';
