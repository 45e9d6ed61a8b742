import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { BedrockOptions } from './bedrock.options.js';

/** Gives the module its `forRoot` and `forRootAsync`, and the token under which the options are found. */
export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN: BEDROCK_OPTIONS } =
  new ConfigurableModuleBuilder<BedrockOptions>({ moduleName: 'Bedrock' }).setClassMethodName('forRoot').build();
