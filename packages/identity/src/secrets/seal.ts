import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** The node's key: seals what must be read again, and signs what needs no storing. */
export interface SealingKey {
  /** AES-256-GCM; `purpose` must be the same to open it. */
  seal(purpose: string, text: string): Buffer;
  /** `undefined` when it was made with another key or for another purpose, or was changed. */
  open(purpose: string, sealed: Buffer): string | undefined;
  /** HMAC-SHA256 as base64url. */
  sign(purpose: string, text: string): string;
}

/** Makes the operations of a 32-byte key. */
export function sealingKey(key: Uint8Array): SealingKey {
  if (key.length !== 32) throw new TypeError('the key must have 32 bytes');
  // One key for each use, so that no use can stand in for another.
  const encryption = createHmac('sha256', key).update('maximus seal v1').digest();
  const signing = createHmac('sha256', key).update('maximus sign v1').digest();
  return {
    seal(purpose, text) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', encryption, nonce).setAAD(Buffer.from(purpose));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, body, cipher.getAuthTag()]);
    },
    open(purpose, sealed) {
      if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
      const nonce = sealed.subarray(0, NONCE_BYTES);
      const tag = sealed.subarray(-TAG_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', encryption, nonce, { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(purpose))
        .setAuthTag(tag);
      try {
        const body = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES));
        return Buffer.concat([body, decipher.final()]).toString('utf8');
      } catch {
        // The tag does not fit: another key, another purpose, or changed bytes.
        return undefined;
      }
    },
    sign: (purpose, text) => createHmac('sha256', signing).update(`${purpose}\0${text}`).digest('base64url'),
  };
}
