import { execFile } from 'node:child_process';

/** One after the other: each is a process that takes a second of its own. */
async function probe({ endpoint, token, modelId, prompt }) {
  const messages = JSON.stringify([{ role: 'user', content: [{ text: prompt }] }]);
  const args = ['bedrock-runtime', 'converse', '--model-id', modelId, '--messages', messages];
  const env = { ...process.env, AWS_BEARER_TOKEN_BEDROCK: token, AWS_DEFAULT_REGION: 'us-east-1' };
  const said = await new Promise((resolve) => {
    execFile('aws', ['--endpoint-url', endpoint, ...args], { env }, (_error, _stdout, stderr) => resolve(stderr));
  });
  const [, type] = /An error occurred \((\w+)\)/.exec(said) ?? [];
  return { type, shown: type };
}

const outcomes = [];
for (const each of JSON.parse(process.env.CASES)) outcomes.push(await probe(each));
process.stdout.write(JSON.stringify(outcomes));
