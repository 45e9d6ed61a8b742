import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A gateway that says it serves and ends when asked, or when its parent is gone. */
export const goodGateway = `
process.on('SIGTERM', () => process.exit(0));
process.on('disconnect', () => process.exit(0));
process.send({ kind: 'something else' });
process.send({ kind: 'listening', url: 'http://127.0.0.1:3999' });
setInterval(() => {}, 1000);
`;

/** A token script that makes a token of the form of one, out of what it was given. */
export const goodTokenScript = `
import { createHash } from 'node:crypto';
const seen = JSON.stringify([process.argv.slice(2), process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER !== undefined]);
console.log(['head', Buffer.from(seen).toString('base64url'), createHash('sha256').update(seen).digest('base64url')].join('.'));
`;

/** Writes scripts into a folder and says where. */
export async function writeScripts(
  folder: string,
  gateway: string,
  token: string,
): Promise<{ gatewayScript: string; tokenScript: string }> {
  const paths = { gatewayScript: join(folder, 'gateway.mjs'), tokenScript: join(folder, 'token.mjs') };
  await writeFile(paths.gatewayScript, gateway);
  await writeFile(paths.tokenScript, token);
  return paths;
}
