import { awsCli } from './clients/aws-cli.js';
import { describeClient } from './harness/describe-client.js';

await describeClient(awsCli);
