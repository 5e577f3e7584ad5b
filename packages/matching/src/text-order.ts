/** Orders two texts by their code units: the same on every machine. */
export function compareText(a: string, b: string): number {
  return Number(a > b) - Number(a < b);
}
