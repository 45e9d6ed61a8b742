import * as swagger from '@nestjs/swagger';
import { decorateNoted } from './noted-decorators.ts';

// By now all classes that are to be documented are there.
decorateNoted(swagger as unknown as Parameters<typeof decorateNoted>[0]);

export { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
