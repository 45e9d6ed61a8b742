import { describe, expect, it } from 'vitest';
import type { BedrockOperation } from '../bedrock-operations.js';
import { countsPlaceOf } from './counts-place.js';

describe('countsPlaceOf', () => {
  it.each<[BedrockOperation, string]>([
    ['InvokeModelWithResponseStream', 'frames'],
    ['ConverseStream', 'frames'],
    ['Converse', 'body'],
    ['InvokeModel', 'headers'],
    ['CountTokens', 'headers'],
    ['ListFoundationModels', 'headers'],
  ])('of an answer to %s is in its %s', (operation, place) => {
    expect(countsPlaceOf(operation)).toBe(place);
  });
});
