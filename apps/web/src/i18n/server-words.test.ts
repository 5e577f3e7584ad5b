import { describe, expect, it } from 'vitest';
import { heard } from './en/heard.ts';
import { en } from './en/index.ts';
import type { MessageKey } from './locales.ts';
import { ptBr } from './pt-br/index.ts';
import { inWords, learnToHear } from './server-words.ts';
import { fill, type MessageValues } from './translate.ts';

const speak = (catalogue: Readonly<Record<MessageKey, string>>, locale: string) => (said: string) =>
  inWords(said, (key: MessageKey, values?: MessageValues) => fill(catalogue[key], values ?? {}, locale));
learnToHear(heard);
const english = speak({ ...en, ...heard }, 'en');
const portuguese = speak(ptBr, 'pt-BR');

describe('what the server says', () => {
  it.each([
    'it waits for people',
    'critical CVE-2021-44906 in minimist · exploited in the wild · EPSS 91 % · due in 2 days · arena: fixed',
    'high CVE-2024-1 in golang.org/x/net · overdue · nothing to prove',
    'CVSS 3.1 base score 8.8 by GHSA-j7hp-h8jx-5ppr',
    'BOD 26-04 asks for a fix within 3 days (not in KEV, exposed, automatable, total impact; assumed: publicly exposed): at least critical',
    '3 affected services',
    'No source file of the project uses its flawed code, but the SSVC outcome forbids lowering',
    'closes CVE-2023-37920, CVE-2024-39689',
    'the override of bad is not needed any more · arena: fixed',
    'overrides.top@^1.0.0.bad = 1.0.1 is not needed any more: without it 1 package changes, and nothing known comes back.',
    'it is imported, and nothing uses ImageMath.eval, Image.open',
    'pip: ERROR: Could not find a version that satisfies the requirement pyyaml==5.3.1',
  ])('stands in English as it was said: %s', (said) => {
    expect(english(said)).toBe(said);
  });

  it.each([
    ['the arena builds both trees', 'a arena monta as duas árvores'],
    ['9.5.0 is below 10.2.0, where it is fixed', '9.5.0 é menor que 10.2.0, onde está corrigido'],
    [
      'critical CVE-2021-44906 in minimist · due in 2 days · arena: fixed untested',
      'crítica CVE-2021-44906 em minimist · vence em 2 dias · arena: corrigido, sem testes',
    ],
    ['critical CVE-2021-44906 · accept for 30 days', 'crítica CVE-2021-44906 · aceitar por 30 dias'],
    ['1 affected service', '1 serviço afetado'],
    [
      'overrides.bad = 1.0.1 is not needed any more: everybody asks for what they have without it.',
      'overrides.bad = 1.0.1 não é mais necessária: todos pedem o que têm mesmo sem ela.',
    ],
    [
      'BOD 26-04 asks for a fix within 14 days (in KEV, not exposed, partial impact; assumed: technical impact): at least high',
      'a BOD 26-04 pede correção em 14 dias (no KEV, não exposto, impacto parcial; suposto: impacto técnico): no mínimo alta',
    ],
    ['The smaller rung major-upgrade was taken.', 'O degrau menor atualização maior foi usado.'],
    [
      'No code of the project uses what is flawed in it (9 files; it is imported, and nothing uses a, b).',
      'Nenhum código do projeto usa o que tem a falha (9 arquivos; é importado, e nada usa a, b).',
    ],
    ['GHSA calls it high and gives no vector', 'GHSA a chama de alta e não dá vetor'],
  ])('is said in Portuguese: %s', (said, words) => {
    expect(portuguese(said)).toBe(words);
  });

  it('shows no id of a machine, and takes no long text for a sentence that it knows', () => {
    expect(english('dec_01m8qdb3aae00bkkfpp1dfypc3 waits for people')).toBe('it waits for people');
    const long = `${'a in b '.repeat(2_000)}in`;
    expect(portuguese(long)).toBe(long);
  });
});
