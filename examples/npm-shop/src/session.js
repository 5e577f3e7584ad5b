import jwt from 'jsonwebtoken';

/** A token for one customer, valid for an hour. */
export function issue(customer, secret) {
  return jwt.sign({ sub: customer }, secret, { algorithm: 'HS256', expiresIn: '1h' });
}

/** The customer of a token; undefined for a token that is not ours. */
export function customerOf(token, secret) {
  try {
    return jwt.verify(token, secret, { algorithms: ['HS256'] }).sub;
  } catch (error) {
    if (error instanceof jwt.JsonWebTokenError) return undefined;
    throw error;
  }
}
