import { describe, expect, it } from 'vitest';
import { parseTemplate } from './read-template.js';
import { TemplateResolver, type Deployment } from './resolve.js';
import type { Json } from './template.js';

const TEMPLATE = parseTemplate(`
Parameters:
  Name: { Type: String, Default: gateway, AllowedPattern: '[a-z-]+' }
  Environment: { Type: String, Default: dev, AllowedValues: [dev, prod] }
  Days: { Type: Number, Default: 30 }
  Zones: { Type: CommaDelimitedList, Default: 'a, b' }
Mappings:
  Mode: { STREAM: { timeoutMs: 900000 }, BUFFERED: { timeoutMs: 29000 } }
Conditions:
  IsProd: !Equals [!Ref Environment, prod]
  IsDev: !Not [!Condition IsProd]
  Never: !And [!Condition IsProd, !Condition IsDev]
  Always: !Or [!Condition IsProd, !Condition IsDev]
Resources:
  Fn: { Type: AWS::Serverless::Function, Properties: { FunctionName: !Sub '\${Name}-vpn' } }
  Nameless: { Type: AWS::Lambda::Function }
  Table: { Type: AWS::DynamoDB::Table, Condition: IsProd, Properties: { Days: !Ref Days } }
Outputs:
  Arn: { Value: !GetAtt Fn.Arn }
  TableName: { Value: !Ref Table, Condition: IsProd }
`);

/** Resolves one value, written in YAML. */
function resolve(yaml: string, deployment: Deployment = {}): Json {
  const value = parseTemplate(`Resources: {R: {Type: T, Properties: {P: ${yaml}}}}`).Resources['R']?.Properties?.['P'];
  return new TemplateResolver(TEMPLATE, deployment).resolve(value ?? null);
}

describe('TemplateResolver', () => {
  it.each([
    ['an unknown name', '!Ref Nobody', 'no Nobody'],
    ['an unknown resource in a text', "!Sub '${Nobody.Arn}'", 'no Nobody'],
    ['an unknown condition', '!If [Nobody, 1, 2]', 'no condition Nobody'],
    ['an unknown mapping', '!FindInMap [Mode, STREAM, other]', 'no STREAM.other'],
    ['an unknown function', '!Cidr [a, 1, 8]', 'Fn::Cidr is not known'],
    ['an item that is not there', '!Select [2, [a, b]]', 'not there'],
    ['a list where a text belongs', '!Join ["-", [!Ref Zones]]', 'wants a text'],
    ['a text where a list belongs', '!Join ["-", a]', 'wants a list'],
  ])('refuses %s', (_case, yaml, message) => {
    expect(() => resolve(yaml)).toThrow(message);
  });

  it.each([
    ['unknown', { Nobody: 'x' }, 'no parameter Nobody'],
    ['not allowed', { Environment: 'stage' }, 'may not be "stage"'],
    ['of another pattern', { Name: 'A' }, 'may not be "A"'],
  ])('refuses a parameter that is %s', (_case, parameters, message) => {
    expect(() => new TemplateResolver(TEMPLATE, { parameters })).toThrow(message);
  });

  it('refuses a parameter that has neither a value nor a default', () => {
    const template = parseTemplate('Parameters: {P: {Type: String}}\nResources: {}');
    expect(() => new TemplateResolver(template)).toThrow('P has no default');
  });

  it.each<[string, Json]>([
    ['!Ref Days', '30'],
    ['!Ref Zones', ['a', 'b']],
    ['!Ref Fn', 'gateway-vpn'],
    ['!Ref Nameless', '${Nameless}'],
    ['!Ref Table', '${Table}'],
    ['!GetAtt Table.StreamArn', '${Table.StreamArn}'],
    ['!GetAtt Fn.Arn', 'arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:gateway-vpn'],
    [
      "!Sub 'arn:${AWS::Partition}:x:${AWS::Region}:${Fn}/${!kept}'",
      'arn:aws-us-gov:x:us-gov-west-1:gateway-vpn/${kept}',
    ],
    ["!Sub ['${a}-${Name}', {a: !Ref Environment}]", 'dev-gateway'],
    ['!FindInMap [Mode, STREAM, timeoutMs]', 900000],
    ['!Select [1, !Split [",", "x,y"]]', 'y'],
    ['!Select [0, !GetAZs ""]', 'us-gov-west-1a'],
    ['!Base64 hello', 'aGVsbG8='],
    ['!ImportValue shared', '${import:shared}'],
    ['!If [IsProd, 1, {a: !If [Always, 2, 3]}]', { a: 2 }],
    ['!If [Never, 1, 2]', 2],
    ['[1, !Ref "AWS::NoValue", {a: !If [IsProd, 1, !Ref "AWS::NoValue"], b: null}]', [1, { b: null }]],
    ['{Condition: {StringEquals: {a: !Ref Name}}}', { Condition: { StringEquals: { a: 'gateway' } } }],
  ])('resolves %s', (yaml, expected) => {
    expect(resolve(yaml)).toEqual(expected);
  });

  it('takes parameters, region, account and values from the deployment', () => {
    const deployment = {
      parameters: { Name: 'other' },
      values: { Table: 'audit', 'Table.Arn': 'arn:t' },
      region: 'us-east-1',
      accountId: '1',
    };
    expect(resolve('[!GetAtt Fn.Arn, !Ref Table, !GetAtt Table.Arn]', deployment)).toEqual([
      'arn:aws:lambda:us-east-1:1:function:other-vpn',
      'audit',
      'arn:t',
    ]);
  });

  it('leaves out resources and outputs whose condition does not hold', () => {
    const dev = new TemplateResolver(TEMPLATE);
    expect(Object.keys(dev.resources)).toEqual(['Fn', 'Nameless']);
    expect(Object.keys(dev.outputs)).toEqual(['Arn']);
    const prod = new TemplateResolver(TEMPLATE, { parameters: { Environment: 'prod' } });
    expect(prod.resources['Table']).toEqual({ type: 'AWS::DynamoDB::Table', properties: { Days: '30' } });
    expect(prod.outputs['TableName']).toBe('${Table}');
  });
});
