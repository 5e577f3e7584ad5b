import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

const iterations = 4_096;

/** What PostgreSQL keeps of a password (RFC 5803), so that no statement and no log of it holds the password itself. */
export function scramVerifier(password: string, salt: Buffer = randomBytes(16)): string {
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, iterations, 32, 'sha256');
  const clientKey = createHmac('sha256', salted).update('Client Key').digest();
  const storedKey = createHash('sha256').update(clientKey).digest('base64');
  const serverKey = createHmac('sha256', salted).update('Server Key').digest('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}

/** The password of the working role: made from the owner's, from which it can be made again but which it does not tell. */
export function derivedPassword(ownerPassword: string, role: string): string {
  return createHmac('sha256', ownerPassword).update(`maximus working role ${role}`).digest('base64url');
}
