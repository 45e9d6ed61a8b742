import type { Context } from 'aws-lambda';
import { loadRotationConfig } from '../../config/gateway-config.js';
import { explainStartFailure } from '../../explain-start-failure.js';
import { StartFailedError } from '../../lambda/errors.js';
import { writeLogLine } from '../../logs/write-log-line.js';
import { describeRotationFailure } from '../describe-rotation-failure.js';
import { openRotation, type Rotated } from '../open-rotation.js';
import { readRotationEvent } from './read-rotation-event.js';
import { StepFailedError } from './step-failed.error.js';
import { runRotationStep } from './run-rotation-step.js';

/** What is left of an invocation's time when a step gives up and puts things back. */
const RESERVE_MS = 30_000;

/** A rotation function of Secrets Manager. */
export type RotationHandler = (event: unknown, context: Context) => Promise<void>;

/**
 * Reads the environment, and makes the function that takes the steps of one secret's rotation.
 *
 * @throws {StartFailedError} whatever is wrong with the environment: the runtime prints all of an error that ends a start.
 */
export function serveRotation(which: Rotated, env?: NodeJS.ProcessEnv): RotationHandler {
  const opened = open(which, env);
  return async (event, context) => {
    const leftMs = Math.max(1, context.getRemainingTimeInMillis() - RESERVE_MS);
    try {
      await runRotationStep(readRotationEvent(event), opened, AbortSignal.timeout(leftMs));
    } catch (error) {
      writeLogLine(
        'error',
        { event: 'rotation-failed', rotation: which, ...describeRotationFailure(error) },
        'Rotation',
      );
      throw new StepFailedError();
    }
  };
}

function open(which: Rotated, env?: NodeJS.ProcessEnv): ReturnType<typeof openRotation> {
  try {
    return openRotation(which, loadRotationConfig(env));
  } catch (error) {
    throw new StartFailedError(explainStartFailure(error));
  }
}
