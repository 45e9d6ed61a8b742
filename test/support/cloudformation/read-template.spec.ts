import { describe, expect, it } from 'vitest';
import { parseTemplate } from './read-template.js';

/** The value of one property, written in YAML. */
function read(yaml: string): unknown {
  return parseTemplate(`Resources: {R: {Type: T, Properties: {P: ${yaml}}}}`).Resources['R']?.Properties?.['P'];
}

describe('parseTemplate', () => {
  it('refuses a tag that CloudFormation does not know', () => {
    expect(() => read('!Subb x')).toThrow('Unresolved tag: !Subb');
  });

  it('refuses a key that stands there twice', () => {
    expect(() => parseTemplate('Resources: {}\nResources: {}')).toThrow('unique');
  });

  it('writes short forms of texts long', () => {
    expect(read("!Sub 'arn:${AWS::Partition}:s3'")).toEqual({ 'Fn::Sub': 'arn:${AWS::Partition}:s3' });
    expect(read('!Ref Name')).toEqual({ Ref: 'Name' });
    expect(read('!Condition IsProd')).toEqual({ Condition: 'IsProd' });
  });

  it('parts the resource from the attribute at the first dot', () => {
    expect(read('!GetAtt Stack.Outputs.Url')).toEqual({ 'Fn::GetAtt': ['Stack', 'Outputs.Url'] });
  });

  it('writes short forms inside short forms long', () => {
    expect(read('!If [IsProd, !Join ["-", [!Ref Name, a]], {b: !GetAtt [Fn, Arn]}]')).toEqual({
      'Fn::If': ['IsProd', { 'Fn::Join': ['-', [{ Ref: 'Name' }, 'a']] }, { b: { 'Fn::GetAtt': ['Fn', 'Arn'] } }],
    });
  });

  it('leaves dates and long forms as they stand, in JSON too', () => {
    expect(parseTemplate('AWSTemplateFormatVersion: 2010-09-09\nResources: {}')).toMatchObject({
      AWSTemplateFormatVersion: '2010-09-09',
    });
    expect(read('{"Fn::Sub": ["${a}", {"a": 1}]}')).toEqual({ 'Fn::Sub': ['${a}', { a: 1 }] });
  });
});
