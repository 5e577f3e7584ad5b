import { describe, expect, it } from 'vitest';
import { heard } from './en/heard.ts';
import { healthInWords, partName } from './health-words.ts';
import type { MessageKey } from './locales.ts';
import { ptBr } from './pt-br/index.ts';
import { learnToHear } from './server-words.ts';
import { fill, type MessageValues } from './translate.ts';

const english = (key: MessageKey, values?: MessageValues) =>
  fill((heard as Record<string, string>)[key] ?? key, values ?? {}, 'en');
const portuguese = (key: MessageKey, values?: MessageValues) => fill(ptBr[key], values ?? {}, 'pt-BR');

learnToHear(heard);

describe('what the parts of the server say', () => {
  it.each([
    ['71 % used, 12345 MiB free', '71 % em uso, 12345 MiB livres'],
    ['0 wait, 2 parked', '0 esperam, 2 paradas'],
    ['3 events wait, the oldest 61 s', '3 eventos esperam, o mais velho há 61 s'],
    ['2 of 10 connections in use', '2 de 10 conexões em uso'],
    ['0 ms ahead of the database', '0 ms à frente do banco de dados'],
    ['osv: ok, stale; kev: failed, never', 'osv: em ordem, velha; kev: falhou, nunca'],
    ['not yet synced: osv, kev', 'ainda não sincronizadas: osv, kev'],
    ['all fresh', 'todas atuais'],
    ['generation 7', 'geração 7'],
    ['no answer within 1000 ms', 'sem resposta em 1000 ms'],
    [
      '410 MiB stay in use, 1.5 MiB more each minute for 30 min',
      '410 MiB continuam em uso, 1.5 MiB a mais por minuto há 30 min',
    ],
    ['process; npm, pip', 'process; npm, pip'],
  ])('%s', (said, words) => {
    expect(healthInWords(said, english)).toBe(said);
    expect(healthInWords(said, portuguese)).toBe(words);
  });

  it('have names, and those of a newer server keep their own', () => {
    expect(partName('dead_letters', portuguese)).toBe('cartas mortas');
    expect(partName('constructor', portuguese)).toBe('constructor');
  });
});
