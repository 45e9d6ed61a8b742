import * as control from '@aws-sdk/client-bedrock';
import * as runtime from '@aws-sdk/client-bedrock-runtime';
import { expect, it } from 'vitest';
import { bedrockStatus } from './bedrock-problem.js';
import { exceptionTypes } from '../faults/fault.js';

/** The status of an error by the SDK's own schema; undefined for what the SDK does not model. */
function modelledStatus(name: string): unknown {
  const schemas: Record<string, unknown> = { ...control, ...runtime };
  const schema = schemas[`${name}$`];
  return Array.isArray(schema) ? (schema[3] as Record<string, unknown>)['httpError'] : undefined;
}

it("answers each modelled error with the status of the SDK's model", () => {
  const modelled = Object.entries(bedrockStatus).filter(([name]) => modelledStatus(name) !== undefined);
  expect(modelled.map(([name]) => name)).toContain('ModelErrorException');
  expect(modelled).toHaveLength(11);
  for (const [name, status] of modelled) expect([name, modelledStatus(name)]).toStrictEqual([name, status]);
});

it("ends streams only in exceptions that the SDK's model of a stream has", () => {
  const members = (runtime.ResponseStream$ as unknown as unknown[])[4] as string[];
  expect(members).toStrictEqual(expect.arrayContaining([...exceptionTypes]));
});
