import type { design as en } from '../en/design.ts';

/** The page of the design system. */
export const design: Record<keyof typeof en, string> = {
  'design.description': 'Cores, tipos, componentes e estados como toda página os usa.',
  'design.colours': 'Cores e seu contraste',
  'design.type': 'Tipografia',
  'design.sample': 'Uma correção é uma afirmação com provas',
  'design.words': 'Palavras dos estados',
  'design.buttons': 'Botões e campos',
  'design.dialog': 'Diálogo',
  'design.toast': 'Aviso',
  'design.hint': 'Uma dica está ligada ao seu campo.',
  'design.states': 'Estados',
  'design.state.loading': 'Carregando',
  'design.state.empty': 'Vazio',
  'design.state.error': 'Falhou',
  'design.state.error.detail': 'Algo deu errado do nosso lado.',
  'design.state.forbidden': 'Proibido',
  'design.connection': 'Conexão ao vivo',
  'design.figures': 'Números',
  'design.pair': 'Amostra',
  'design.names': 'Tinta / fundo',
  'design.contrast': 'Contraste',
  'design.least': 'Mínimo',
};
