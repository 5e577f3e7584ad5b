export { editJson, type JsonEdit, parseObject } from './edit-json.ts';
export { isRecord } from './is-record.ts';
