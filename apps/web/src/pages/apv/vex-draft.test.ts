import { describe, expect, it } from 'vitest';
import { vexDraftOf } from './vex-draft.ts';

const statement = {
  status: 'not_affected',
  justification: 'vulnerable_code_not_in_execute_path',
  impact_statement: 'No code of the project uses what is flawed in it.',
};

describe('the draft of a statement', () => {
  it('is read with its justification, its sentence and its whole document', () => {
    const vex_draft = { '@context': 'https://openvex.dev/ns/v0.2.0', statements: [statement] };
    expect(vexDraftOf({ confirmation: { vex_draft } })).toEqual({
      justification: 'vulnerable_code_not_in_execute_path',
      statement: 'No code of the project uses what is flawed in it.',
      document: JSON.stringify(vex_draft, undefined, 2),
    });
  });

  it.each([
    ['there is none', {}],
    ['it is no document', { vex_draft: 'not affected' }],
    ['it holds no list of statements', { vex_draft: { statements: {} } }],
    ['its list is empty', { vex_draft: { statements: [] } }],
    ['it states something else', { vex_draft: { statements: [{ ...statement, status: 'affected' }] } }],
    ['its justification is unknown', { vex_draft: { statements: [{ ...statement, justification: 'toString' }] } }],
    ['it gives no reason', { vex_draft: { statements: [{ ...statement, impact_statement: 3 }] } }],
  ])('is none where %s', (_, confirmation) => {
    expect(vexDraftOf({ confirmation })).toBeUndefined();
    expect(vexDraftOf({})).toBeUndefined();
  });
});
