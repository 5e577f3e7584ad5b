export { type KeysetKey, type KeysetPage, type KeysetQuery, keysetPage, type SortColumn } from './keyset-page.ts';
