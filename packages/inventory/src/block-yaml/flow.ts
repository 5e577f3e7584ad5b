import { NotInSubset } from './not-in-subset.ts';
import { isFlowIndicator, opensPlain, scanQuoted, trimEnd } from './scalars.ts';
import { YamlMap, type YamlValue } from './yaml-tree.ts';

/** A value and the offset after it. */
export interface ScannedFlow {
  readonly value: YamlValue;
  readonly end: number;
}

/** Where a flow collection stands: it must close before `limit`, the end of its line. */
export interface FlowPlace {
  readonly source: string;
  readonly limit: number;
  readonly line: number;
  /** Called when nesting passes what the reader allows; throws. */
  readonly tooDeep: () => never;
  readonly maxDepth: number;
}

const space = 0x20;
const comma = 0x2c;
const colon = 0x3a;

/** A `{…}` or `[…]` on one line. Rule: YAML 1.2.2, 7.4. */
export function scanFlow(place: FlowPlace, at: number, depth: number): ScannedFlow {
  if (depth > place.maxDepth) place.tooDeep();
  return place.source.charCodeAt(at) === 0x7b ? scanFlowMap(place, at, depth) : scanFlowList(place, at, depth);
}

function scanFlowMap(place: FlowPlace, open: number, depth: number): ScannedFlow {
  const { source, limit } = place;
  const map = new YamlMap();
  let at = skipSpaces(source, open + 1, limit);
  while (at < limit) {
    if (source.charCodeAt(at) === 0x7d) return { value: map, end: at + 1 };
    const key = scanFlowScalar(place, at, true);
    at = skipSpaces(source, key.end, limit);
    if (source.charCodeAt(at) !== colon) throw new NotInSubset();
    at = skipSpaces(source, at + 1, limit);
    const value = scanFlowValue(place, at, depth);
    if (!map.add(key.text, value.value, place.line)) throw new NotInSubset();
    at = afterItem(place, value.end, 0x7d);
  }
  throw new NotInSubset();
}

function scanFlowList(place: FlowPlace, open: number, depth: number): ScannedFlow {
  const { source, limit } = place;
  const list: YamlValue[] = [];
  let at = skipSpaces(source, open + 1, limit);
  while (at < limit) {
    if (source.charCodeAt(at) === 0x5d) return { value: list, end: at + 1 };
    const item = scanFlowValue(place, at, depth);
    list.push(item.value);
    at = afterItem(place, item.end, 0x5d);
  }
  throw new NotInSubset();
}

/** Past the comma, or at the bracket that closes. */
function afterItem(place: FlowPlace, end: number, close: number): number {
  const at = skipSpaces(place.source, end, place.limit);
  const code = place.source.charCodeAt(at);
  if (at < place.limit && code === close) return at;
  if (at < place.limit && code === comma) return skipSpaces(place.source, at + 1, place.limit);
  throw new NotInSubset();
}

function scanFlowValue(place: FlowPlace, at: number, depth: number): ScannedFlow {
  const code = place.source.charCodeAt(at);
  if (code === 0x7b || code === 0x5b) return scanFlow(place, at, depth + 1);
  const scalar = scanFlowScalar(place, at, false);
  return { value: scalar.text, end: scalar.end };
}

function scanFlowScalar(place: FlowPlace, at: number, isKey: boolean): { text: string; end: number } {
  const { source, limit } = place;
  if (at >= limit) throw new NotInSubset();
  const first = source.charCodeAt(at);
  if (first === 0x22 || first === 0x27) return scanQuoted(source, at, limit);
  if (!opensPlain(source, at, limit, true)) throw new NotInSubset();
  let end = at;
  for (; end < limit; end++) {
    const code = source.charCodeAt(end);
    if (isFlowIndicator(code)) break;
    if (code === 0x23 && source.charCodeAt(end - 1) === space) throw new NotInSubset();
    if (code !== colon) continue;
    const next = end + 1 < limit ? source.charCodeAt(end + 1) : space;
    if (next === space) break;
    // A colon before a comma or a bracket means an empty value: rare, left to the library.
    if (isFlowIndicator(next)) throw new NotInSubset();
  }
  if (!isKey && source.charCodeAt(end) === colon) throw new NotInSubset();
  return { text: source.slice(at, trimEnd(source, at, end)), end };
}

function skipSpaces(source: string, at: number, limit: number): number {
  let offset = at;
  while (offset < limit && source.charCodeAt(offset) === space) offset++;
  return offset;
}
