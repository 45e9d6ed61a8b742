import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deployTree, resourceAt, resourcesOfType, textOf } from './deploy-tree.js';

const INNER = `
Parameters: { Names: { Type: CommaDelimitedList } }
Resources: { Thing: { Type: T, Properties: { Name: !Select [1, !Ref Names], Where: !Ref AWS::Region } } }
Outputs: { Name: { Value: !Select [1, !Ref Names] } }
`;

const outer = (parameter: string): string => `
Resources:
  Second: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: inner.yaml, Parameters: { Names: !Sub 'x,\${First.Outputs.Name}' } } }
  First: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: inner.yaml, Parameters: { ${parameter}: [a, b] } } }
Outputs: { Name: { Value: !GetAtt Second.Outputs.Name } }
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tree-'));
  await writeFile(join(folder, 'inner.yaml'), INNER);
  await writeFile(join(folder, 'good.yaml'), outer('Names'));
  await writeFile(join(folder, 'bad.yaml'), outer('Nmaes'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const deploy = (name: string): ReturnType<typeof deployTree> => deployTree(join(folder, name), { region: 'us-east-1' });

describe('deployTree', () => {
  it('refuses a parameter that the nested template has not', async () => {
    await expect(deploy('bad.yaml')).rejects.toThrow('Nmaes');
  });

  it('hands outputs of one nested stack to the next, in whichever order they stand', async () => {
    const tree = await deploy('good.yaml');
    expect(tree.outputs).toEqual({ Name: 'b' });
    expect(resourceAt(tree, 'Second.Thing').properties).toEqual({ Name: 'b', Where: 'us-east-1' });
  });

  it('finds resources by type and by place', async () => {
    const tree = await deploy('good.yaml');
    expect(resourcesOfType(tree, 'T').map(({ place }) => place)).toEqual(['Second.Thing', 'First.Thing']);
    expect(() => resourceAt(tree, 'Third.Thing')).toThrow('Nothing is deployed at Third.Thing');
  });
});

describe('textOf', () => {
  it('gives plain values as text, nothing as the empty text, and refuses the rest', () => {
    const resource = { type: 'T', properties: { port: 443, open: false, list: [1] } };
    expect([textOf(resource, 'port'), textOf(resource, 'open'), textOf(resource, 'none')]).toEqual([
      '443',
      'false',
      '',
    ]);
    expect(() => textOf(resource, 'list')).toThrow('list is a list or a map');
  });
});
