/** What a decorator of `@nestjs/swagger` is applied to: a class, or a member of one with its descriptor. */
type Target = readonly [target: object, member?: string | symbol, descriptor?: PropertyDescriptor];
type Decorate = (...target: Target) => void;
/** The package's own functions, by name: each takes what is written in the sources, and gives a decorator. */
type Decorators = Readonly<Record<string, (...words: readonly unknown[]) => Decorate>>;

interface Note {
  readonly name: string;
  readonly words: readonly unknown[];
  readonly target: Target;
}

const notes: Note[] = [];

/**
 * Has everything be decorated that was to be decorated, in the order in which it was.
 *
 * @throws {TypeError} if one of the decorators is not among them.
 */
export function decorateNoted(decorators: Decorators): void {
  for (const { name, words, target } of notes.splice(0)) {
    const decorator = decorators[name];
    if (decorator === undefined) throw new TypeError(`There is no decorator ${name}`);
    decorator(...words)(...target);
  }
}

function noting(name: string): (...words: readonly unknown[]) => Decorate {
  return (...words) =>
    (...target) =>
      void notes.push({ name, words, target });
}

// Those of the decorators of `@nestjs/swagger` that our sources use: they only say what the document is to say.
export const ApiBearerAuth = noting('ApiBearerAuth');
export const ApiBody = noting('ApiBody');
export const ApiExcludeController = noting('ApiExcludeController');
export const ApiHeader = noting('ApiHeader');
export const ApiOkResponse = noting('ApiOkResponse');
export const ApiOperation = noting('ApiOperation');
export const ApiParam = noting('ApiParam');
export const ApiProperty = noting('ApiProperty');
export const ApiPropertyOptional = noting('ApiPropertyOptional');
export const ApiQuery = noting('ApiQuery');
export const ApiResponse = noting('ApiResponse');
export const ApiServiceUnavailableResponse = noting('ApiServiceUnavailableResponse');
export const ApiTags = noting('ApiTags');
