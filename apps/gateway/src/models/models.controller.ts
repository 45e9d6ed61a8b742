import { BedrockCallError, type BedrockRequest } from '@app/bedrock';
import { Controller, Get, Param, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { matchesModel } from '../auth/match-model.js';
import { RequirePermission } from '../auth/require-permission.decorator.js';
import { GovernedCalls, type Admission } from '../inference/governed-calls.js';
import { ApiRoutingHeaders } from '../inference/invoke.openapi.js';
import { PREFIXES } from '../inference/prefixes.js';
import { readModelId } from '../inference/read-envelope.js';
import { ModelDeniedError, ModelUnknownError } from '../problems/errors.js';
import { ApiProblems } from '../problems/problem.openapi.js';
import { ModelDto, ModelListDto } from './model.dto.js';
import { readJsonReply } from './read-json-reply.js';
import { foundationModels, inferenceProfiles, nextTokenOf } from './to-models.js';

/** Pages of the profile list that are read at most; AWS gives up to 1,000 profiles a page. */
const MAX_PAGES = 20;

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
  @ApiOkResponse({ description: 'Those that the token grants.', type: ModelListDto })
  @ApiProblems(400, 401, 403, 429, 500, 502, 503, 504)
  async list(@Req() request: Request): Promise<ModelListDto> {
    const models = await this.catalogue(request);
    return { models: models.filter(({ modelId }) => matchesModel(request.user?.models ?? [], modelId)) };
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
    if (!matchesModel(request.user?.models ?? [], modelId)) throw new ModelDeniedError();
    const models = await this.catalogue(request);
    const model = models.find((candidate) => candidate.modelId === modelId || candidate.arn === modelId);
    if (!model) throw new ModelUnknownError();
    return model;
  }

  private async catalogue(request: Request): Promise<ModelDto[]> {
    const admission = this.calls.admit(request);
    const models = foundationModels(
      await this.ask(request, admission, { operation: 'ListFoundationModels', headers: {} }),
    );
    return [...models, ...(await this.profiles(request, admission))];
  }

  private async profiles(request: Request, admission: Admission): Promise<ModelDto[]> {
    const profiles: ModelDto[] = [];
    let nextToken: string | undefined;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const query = { maxResults: '1000', ...(nextToken !== undefined && { nextToken }) };
      const answer = await this.ask(request, admission, { operation: 'ListInferenceProfiles', headers: {}, query });
      profiles.push(...inferenceProfiles(answer));
      nextToken = nextTokenOf(answer);
      if (nextToken === undefined) break;
    }
    return profiles;
  }

  private async ask(request: Request, admission: Admission, call: BedrockRequest): Promise<object> {
    const { reply } = await this.calls.send(request, admission, call);
    return readJsonReply(reply).catch((error: unknown) => {
      // Until its body was read, the attempt counted as one that worked.
      if (error instanceof BedrockCallError) request.exchange.trace.endLast(error.kind);
      throw error;
    });
  }
}
