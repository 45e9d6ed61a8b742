import { describe, expect, it } from 'vitest';
import { parseTemplate } from '../../../support/cloudformation/read-template.js';
import { TemplateResolver } from '../../../support/cloudformation/resolve.js';
import type { FunctionDefinition } from '../function/function-definition.js';
import { readFunctions } from './read-functions.js';

const TEMPLATE = `
Resources:
  A:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: a
      CodeUri: ../dist/a
      Handler: index.handler
      Timeout: 900
      MemorySize: 512
      ReservedConcurrentExecutions: 5
      Role: !GetAtt RoleOfA.Arn
      LoggingConfig: { LogFormat: JSON, ApplicationLogLevel: TRACE }
      Environment: { Variables: { NUMBER: 1, IS_ON: true } }
  RoleOfA:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - PolicyDocument:
            Statement:
              - { Effect: Allow, Action: [logs:PutLogEvents, lambda:InvokeFunction], Resource: !GetAtt B.Arn }
              - { Effect: Deny, Action: lambda:InvokeFunction, Resource: '*' }
  B: { Type: AWS::Lambda::Function, Properties: { FunctionName: b, CodeUri: b, Handler: b.handler } }
  MayCall:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !Ref A
      Action: lambda:InvokeFunction
      Principal: apigateway.amazonaws.com
      SourceArn: arn:here/*
  Other: { Type: AWS::S3::Bucket }
`;

/** Reads the functions of a template. */
function read(yaml: string): FunctionDefinition[] {
  return readFunctions(new TemplateResolver(parseTemplate(yaml)).resources, '/repo/infra');
}

describe('readFunctions', () => {
  it.each(['FunctionName', 'CodeUri', 'Handler'])('refuses a function without %s', (property) => {
    expect(() => read(TEMPLATE.replace(`${property}: b`, `Other${property}: b`))).toThrow(`${property} must be a text`);
  });

  it('reads what a function runs, with which variables and limits', () => {
    expect(read(TEMPLATE)[0]).toEqual({
      name: 'a',
      folder: '/repo/dist/a',
      handler: 'index.handler',
      environment: { AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: 'TRACE', NUMBER: '1', IS_ON: 'true' },
      timeoutMs: 900_000,
      memoryMb: 512,
      reservedConcurrency: 5,
      mayInvoke: ['b'],
      invokableFrom: ['arn:here/*'],
    });
  });

  it('reads nothing into what a template leaves out', () => {
    expect(read(TEMPLATE)[1]).toEqual({
      name: 'b',
      folder: '/repo/infra/b',
      handler: 'b.handler',
      environment: {},
      timeoutMs: 3_000,
      memoryMb: 128,
      mayInvoke: [],
      invokableFrom: [],
    });
  });
});
