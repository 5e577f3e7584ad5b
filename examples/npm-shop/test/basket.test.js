import assert from 'node:assert/strict';
import test from 'node:test';
import { mergeLines, totalCents } from '../src/basket.js';

const lines = [
  { sku: 'cup', priceCents: 450, quantity: 1 },
  { sku: 'pot', priceCents: 1900, quantity: 1 },
  { sku: 'cup', priceCents: 450, quantity: 2 },
];

test('the same article becomes one line', () => {
  assert.deepEqual(
    mergeLines(lines).map((line) => [line.sku, line.quantity]),
    [
      ['cup', 3],
      ['pot', 1],
    ],
  );
});

test('the total counts every piece', () => {
  assert.equal(totalCents(mergeLines(lines)), 3250);
  assert.equal(totalCents([]), 0);
});
