export { editJson, type JsonEdit } from './json/index.ts';
