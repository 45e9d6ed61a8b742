import type { ApiCase } from '../cases/api-case.js';
import { CONTROL_CASES } from '../cases/control-cases.js';
import { RUNTIME_CASES } from '../cases/runtime-cases.js';
import type { ConformanceCase, ConformanceClient, Target } from '../harness/conformance-client.js';
import { environmentFor, missingProgram } from './python-environment.js';
import { PythonProcess } from './python-process.js';

/** boto3's own default is five, with pauses of up to 15 s in all. */
const TOTAL_ATTEMPTS = 2;

const processes = new Map<string, PythonProcess>();

function processFor(target: Target): PythonProcess {
  const process = processes.get(target.token) ?? new PythonProcess(environmentFor(target));
  processes.set(target.token, process);
  return process;
}

async function run(target: Target, { operation, input }: ApiCase, service: string): Promise<unknown> {
  const order = { service, method: snakeCase(operation), endpoint: target.endpoint, input, attempts: TOTAL_ATTEMPTS };
  return processFor(target).call(order);
}

function snakeCase(operation: string): string {
  return operation.replaceAll(/(?<=[a-z])[A-Z]/g, '_$&').toLowerCase();
}

function casesOf(cases: readonly ApiCase[], service: string): ConformanceCase[] {
  return cases.map((apiCase) => ({ ...apiCase, run: (target) => run(target, apiCase, service) }));
}

/** The AWS SDK for Python, both of its clients. */
export const boto3: ConformanceClient = {
  name: 'boto3',
  cases: [...casesOf(RUNTIME_CASES, 'bedrock-runtime'), ...casesOf(CONTROL_CASES, 'bedrock')],
  perCall: [],
  missing: () => missingProgram('python3', ['-c', 'import boto3']),
  close: async () => {
    for (const process of processes.values()) await process[Symbol.asyncDispose]();
    processes.clear();
  },
};
