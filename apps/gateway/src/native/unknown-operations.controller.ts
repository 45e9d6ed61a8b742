import { All, Controller } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { AnyCaller } from '../auth/any-caller.decorator.js';
import { OperationUnknownError } from '../problems/errors.js';
import { NATIVE_PREFIXES, UNKNOWN_PATTERN } from './bedrock-paths.js';

/**
 * What an SDK can ask of Bedrock and the gateway does not offer. To be registered last, and behind `BedrockPathGuard`:
 * its pattern takes whatever no other does. A pattern for each of Bedrock's areas would say more, but Express keeps a
 * handler for each pattern and HTTP method, and to make those thousands was most of what a start took.
 */
@ApiExcludeController()
@AnyCaller()
@Controller(NATIVE_PREFIXES.toReversed())
export class UnknownOperationsController {
  @All(UNKNOWN_PATTERN)
  refuse(): never {
    throw new OperationUnknownError();
  }
}
