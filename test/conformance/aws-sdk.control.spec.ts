import { awsSdkControlPlane } from './clients/aws-sdk.js';
import { describeClient } from './harness/describe-client.js';

await describeClient(awsSdkControlPlane);
