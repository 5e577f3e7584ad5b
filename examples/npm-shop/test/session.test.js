import assert from 'node:assert/strict';
import test from 'node:test';
import { customerOf, issue } from '../src/session.js';

test('a token names its customer', () => {
  assert.equal(customerOf(issue('ana', 'key-one'), 'key-one'), 'ana');
});

test('a token of another key names nobody', () => {
  assert.equal(customerOf(issue('ana', 'key-one'), 'key-two'), undefined);
  assert.equal(customerOf('not a token', 'key-one'), undefined);
});
