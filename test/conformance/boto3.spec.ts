import { boto3 } from './clients/boto3.js';
import { describeClient } from './harness/describe-client.js';

await describeClient(boto3);
