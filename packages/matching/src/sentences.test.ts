import { expect, test } from 'vitest';
import { hitSentence, missSentence } from './sentences.ts';
import { matcherOf, record } from './testing/records.ts';

const subject = { ecosystem: 'npm', name: 'left' };

test('a flaw of every version needs no version in its sentence', () => {
  const { hits } = matcherOf(record('T-1', { range: ['>=0'] })).match(subject);
  expect(hits.map((hit) => hitSentence(hit, subject))).toEqual([
    'any version is affected as every version is; no fix is known',
  ]);
});

test('a requirement is named with the bound that its version lies below', () => {
  const { hits } = matcherOf(record('T-1', { range: ['>=0', '<1.0.0'] })).matchRequirement(subject, '*');
  expect(hits.map((hit) => hitSentence(hit, subject))).toEqual([
    'nothing locks it; "*" allows a version just below 1.0.0: that is below 1.0.0, where it is fixed',
  ]);
});

test('a digest is named', () => {
  const { hits } = matcherOf(record('T-1', { range: ['>=0'] })).match(subject);
  expect(hits.map((hit) => hitSentence({ ...hit, reason: 'digest' }, subject))).toEqual([
    "the artefact's digest is in the record",
  ]);
});

test('a requirement that allows nothing affected is told so', () => {
  const { misses } = matcherOf(record('T-1', { range: ['>=0', '<1.0.0'] })).matchRequirement(subject, '^2.0.0');
  expect(misses.map((miss) => missSentence(miss, subject))).toEqual([
    'every known version that the requirement allows is outside of every range',
  ]);
});
