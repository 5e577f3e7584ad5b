import { health } from './health.ts';
import { said } from './said.ts';

/** What the server says in English: loaded with a language that says it otherwise, to be recognised by its words. */
export const heard = { ...health, ...said };
