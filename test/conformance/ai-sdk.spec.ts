import { aiSdk } from './clients/ai-sdk.js';
import { describeClient } from './harness/describe-client.js';

await describeClient(aiSdk);
