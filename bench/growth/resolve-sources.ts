import { registerHooks } from 'node:module';

/** Sources name each other as they are called when they are built: `.js`. Node alone takes them at their word. */
registerHooks({
  resolve: (specifier, context, next) => {
    const isOfSource = specifier.startsWith('.') && context.parentURL?.endsWith('.ts') === true;
    return next(isOfSource ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
});
