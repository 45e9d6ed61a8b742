import type { ConformanceClient } from '../harness/conformance-client.js';
import { aiSdk } from './ai-sdk.js';
import { anthropicBedrock } from './anthropic.js';
import { awsCli } from './aws-cli.js';
import { awsSdkControlPlane, awsSdkOverHttp1, awsSdkOverHttp2 } from './aws-sdk.js';
import { boto3 } from './boto3.js';
import { langChain } from './langchain.js';

/** Every client, in the order in which the matrix shows them. */
export const ALL_CLIENTS: readonly ConformanceClient[] = [
  awsSdkOverHttp2,
  awsSdkOverHttp1,
  awsSdkControlPlane,
  anthropicBedrock,
  aiSdk,
  langChain,
  boto3,
  awsCli,
];
