import { applyDecorators } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { MODEL_FILTERS } from './read-model-filters.js';

/** Documents the filters of the model list; each may be left out. */
export const ApiModelFilters = (): MethodDecorator =>
  applyDecorators(
    ...MODEL_FILTERS.map(({ name, values }) =>
      ApiQuery({ name, required: false, schema: { type: 'string', ...(values && { enum: [...values] }) } }),
    ),
  );
