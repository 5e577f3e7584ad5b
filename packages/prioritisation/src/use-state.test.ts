import { expect, test } from 'vitest';
import { useOf } from './use-state.ts';

test('an import whose flawed code nothing uses counts as not called, when that is sure enough', () => {
  expect(useOf({ state: 'imported', verdict: 'unreachable', confidence: 0.75 })).toBe('not_called');
  expect(useOf({ state: 'imported', verdict: 'unreachable', confidence: 0.6 })).toBe('imported');
  expect(useOf({ state: 'imported', verdict: 'unreachable' })).toBe('imported');
  expect(useOf({ state: 'imported', verdict: 'not_decidable', confidence: 0.9 })).toBe('imported');
  expect(useOf({ state: 'not_imported', verdict: 'unreachable', confidence: 0.9 })).toBe('not_imported');
  expect(useOf({ state: 'not_imported' })).toBe('not_imported');
  expect(useOf({ state: 'not_imported', verdict: 'not_decidable', confidence: 0 })).toBe('unknown');
});
