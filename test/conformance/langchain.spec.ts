import { langChain } from './clients/langchain.js';
import { describeClient } from './harness/describe-client.js';

await describeClient(langChain);
