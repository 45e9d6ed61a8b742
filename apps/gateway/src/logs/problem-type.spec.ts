import * as control from '@aws-sdk/client-bedrock';
import * as runtime from '@aws-sdk/client-bedrock-runtime';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { keptTypeOf } from './problem-type.js';

it('keeps every name that the gateway itself gives to an error', () => {
  const folder = new URL('../problems/', import.meta.url);
  const sources = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'));
  const given = sources.flatMap((name) => [
    ...readFileSync(new URL(name, folder), 'utf8').matchAll(/'([A-Z][A-Za-z]+(?:Exception|Request))'/g),
  ]);
  expect(given.length).toBeGreaterThan(20);
  for (const [, type = ''] of given) expect(keptTypeOf(type)).toBe(type);
});

it('keeps every name that Bedrock has for an error', () => {
  const names = [control, runtime].flatMap((client) =>
    Object.entries(client).flatMap(([name, value]) =>
      typeof value === 'function' && value.prototype instanceof Error && name.endsWith('Exception') ? [name] : [],
    ),
  );
  expect(names).toContain('ThrottlingException');
  for (const name of names.filter((name) => !name.endsWith('ServiceException'))) expect(keptTypeOf(name)).toBe(name);
});

it.each(['', 'CANARY', 'Throttlingexception', 'ThrottlingException ', 'constructor'])('keeps no other: %j', (type) => {
  expect(keptTypeOf(type)).toBe('UnlistedException');
});
