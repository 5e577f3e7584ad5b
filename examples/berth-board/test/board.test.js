import assert from 'node:assert/strict';
import test from 'node:test';
import { applyChanges, board, nextArrival } from '../src/board.js';

const arrivals = [
  { ship: 'Ana', at: '07:30' },
  { ship: 'Bela', at: '12:05' },
  { ship: 'Cora', at: '23:59' },
];

test('a berth with a ship', () => assert.deepEqual(board({ A1: 'Ana' }), ['A1: Ana']));
test('a berth without one', () => assert.deepEqual(board({ A1: null }), ['A1: free']));
test('berths in order', () => assert.deepEqual(board({ B2: 'Bela', A1: 'Ana' }), ['A1: Ana', 'B2: Bela']));
test('no berths', () => assert.deepEqual(board({}), []));

test('the first ship of the day', () => assert.equal(nextArrival(arrivals, '00:00').ship, 'Ana'));
test('the next one', () => assert.equal(nextArrival(arrivals, '07:31').ship, 'Bela'));
test('one that comes in right now', () => assert.equal(nextArrival(arrivals, '12:05').ship, 'Bela'));
test('none is left', () => assert.equal(nextArrival(arrivals.slice(0, 2), '12:06'), undefined));
test('a time that is none', () => assert.throws(() => nextArrival(arrivals, 'noon'), RangeError));

test('a change', () => assert.deepEqual(applyChanges({}, ['berths.A1=Ana']), { berths: { A1: 'Ana' } }));
test('a change of what was there', () =>
  assert.deepEqual(applyChanges({ berths: { A1: 'Ana' } }, ['berths.A1=Bela']), { berths: { A1: 'Bela' } }));
test('several changes', () =>
  assert.deepEqual(applyChanges({}, ['a.b=1', 'a.c=2']), { a: { b: '1', c: '2' } }));
