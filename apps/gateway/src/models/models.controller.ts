import { BedrockCallError, loadCatalogue } from '@app/bedrock';
import { Controller, Get, Param, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { grantsModel, mayBeGranted } from '../auth/grants-model.js';
import { RequirePermission } from '../auth/require-permission.decorator.js';
import { GovernedCalls } from '../inference/governed-calls.js';
import { ApiRoutingHeaders } from '../inference/invoke.openapi.js';
import { PREFIXES } from '../inference/prefixes.js';
import { queryOf } from '../inference/query-of.js';
import { readModelId } from '../inference/read-model-id.js';
import { ModelDeniedError, ModelUnknownError } from '../problems/errors.js';
import { ApiProblems } from '../problems/problem.openapi.js';
import { describeModels } from './describe-models.js';
import { ModelDto, ModelListDto } from './model.dto.js';
import { ApiModelFilters } from './models.openapi.js';
import { readModelFilter } from './read-model-filters.js';

/** What this caller may call, by which id. */
@ApiTags('Models')
@ApiBearerAuth()
@Controller(PREFIXES)
export class ModelsController {
  constructor(private readonly calls: GovernedCalls) {}

  @Get('bedrock/models')
  @RequirePermission('bedrock:list-models')
  @ApiOperation({ summary: 'List the models that this token may call' })
  @ApiRoutingHeaders()
  @ApiModelFilters()
  @ApiOkResponse({ description: 'Those that the token grants.', type: ModelListDto })
  @ApiProblems(400, 401, 403, 429, 500, 502, 503, 504)
  async list(@Req() request: Request): Promise<ModelListDto> {
    const isWanted = readModelFilter(queryOf(request));
    const models = await this.describe(request);
    return { models: models.filter(isWanted) };
  }

  @Get('bedrock/models/:modelId')
  @RequirePermission('bedrock:list-models')
  @ApiOperation({ summary: 'Show one model' })
  @ApiParam({ name: 'modelId', example: 'us.amazon.nova-premier-v1:0' })
  @ApiRoutingHeaders()
  @ApiOkResponse({ description: 'The model.', type: ModelDto })
  @ApiProblems(400, 401, 403, 404, 429, 500, 502, 503, 504)
  async get(@Req() request: Request, @Param('modelId') text: string): Promise<ModelDto> {
    const modelId = readModelId(text);
    const globs = request.user?.models ?? [];
    if (!mayBeGranted(globs, modelId)) throw new ModelDeniedError();
    const models = await this.describe(request);
    const model = models.find((candidate) => candidate.modelId === modelId || candidate.arn === modelId);
    if (!(model?.callable ?? grantsModel(globs, modelId))) throw new ModelDeniedError();
    if (!model) throw new ModelUnknownError();
    return model;
  }

  /** Asked anew each time, by the route that the request names: the answer shows what can be called now, that way. */
  private async describe(request: Request): Promise<ModelDto[]> {
    const admission = this.calls.admit(request);
    const catalogue = await loadCatalogue(
      async (call) => (await this.calls.send(request, admission, call)).reply,
    ).catch((error: unknown) => {
      // Until its body was read, the attempt counted as one that worked.
      if (error instanceof BedrockCallError) request.exchange.trace.endLast(error.kind);
      throw error;
    });
    return describeModels(catalogue, request.user?.models ?? []);
  }
}
