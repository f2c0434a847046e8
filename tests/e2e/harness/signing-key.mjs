import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'embed-host-key-'));
process.once('exit', () => rmSync(folder, { recursive: true }));

/**
 * The file with the key that the servers of this process sign with. A server that makes its own takes a third of
 * a second for it, which is more than most tests take.
 */
export const signingKey = join(folder, 'signing-key.pem');

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
writeFileSync(signingKey, privateKey, { mode: 0o600 });
