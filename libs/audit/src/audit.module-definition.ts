import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { AuditOptions } from './options.js';

const built = new ConfigurableModuleBuilder<AuditOptions>({ moduleName: 'Audit' })
  .setClassMethodName('forRoot')
  .setExtras({ isGlobal: false }, (definition, { isGlobal }) => ({ ...definition, global: isGlobal }))
  .build();

/** Brings `forRoot` and `forRootAsync`; `isGlobal` beside the options makes the exports visible everywhere. */
export const AuditModuleClass = built.ConfigurableModuleClass;

/** Injects the `AuditOptions`. */
export const AUDIT_OPTIONS = built.MODULE_OPTIONS_TOKEN;
