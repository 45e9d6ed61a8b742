import { anthropicBedrock } from './clients/anthropic.js';
import { describeClient } from './harness/describe-client.js';

await describeClient(anthropicBedrock);
