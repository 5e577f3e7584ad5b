import _ from 'lodash';

/** Lines of a basket with one line per article; prices are in cents. */
export function mergeLines(lines) {
  return _.map(_.groupBy(lines, 'sku'), (same) => ({ ...same[0], quantity: _.sumBy(same, 'quantity') }));
}

/** What the basket costs, in cents. */
export function totalCents(lines) {
  return _.sumBy(lines, (line) => line.priceCents * line.quantity);
}
