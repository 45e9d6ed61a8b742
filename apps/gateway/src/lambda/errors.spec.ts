import { describe, expect, it } from 'vitest';
import { AnswerBrokenError, EventNotKnownError, InvocationError, ResponseStreamLostError } from './errors.js';

describe('errors of an invocation', () => {
  it.each([
    { error: new AnswerBrokenError(), name: 'AnswerBrokenError', code: 'ANSWER_BROKEN' },
    { error: new EventNotKnownError(), name: 'EventNotKnownError', code: 'EVENT_NOT_KNOWN' },
    { error: new ResponseStreamLostError('stalled'), name: 'ResponseStreamLostError', code: 'RESPONSE_STREAM_LOST' },
  ])('$name belongs to the family, is told apart by $code, and has no cause to log', ({ error, name, code }) => {
    expect(error).toBeInstanceOf(InvocationError);
    expect(error).toMatchObject({ name, code });
    expect(error.cause).toBeUndefined();
  });

  it('say why a stream is lost', () => {
    expect(new ResponseStreamLostError('failed').message).toBe('The response stream is lost: failed');
  });
});
