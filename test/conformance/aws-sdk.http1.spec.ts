import { awsSdkOverHttp1 } from './clients/aws-sdk.js';
import { describeClient } from './harness/describe-client.js';

await describeClient(awsSdkOverHttp1);
