import { isRejection, type Rejection } from '../reading.ts';
import { orderGo } from './order.ts';
import { parseGo } from './parse.ts';

/** A `require` line names the lowest version that will do (golang.org/ref/mod, "Minimal version selection"). */
export function readGoMinimum(text: string): ((version: string) => boolean) | Rejection {
  const minimum = parseGo(text);
  if (isRejection(minimum)) return minimum;
  return (version) => {
    const parsed = parseGo(version);
    return !isRejection(parsed) && orderGo(parsed, minimum) >= 0;
  };
}
