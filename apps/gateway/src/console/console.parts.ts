import type { EntryParts } from '../create-app.js';
import { readConsoleFiles } from './console-files.js';
import { ConsoleController } from './console.controller.js';
import { ConsoleFeed } from './console-feed.js';
import { ConsoleStatus } from './console-status.js';
import { RecentRequests } from './recent-requests.js';
import { serveConsole } from './serve-console.js';
import { SlowReports } from './slow-reports.js';
import { StatusWatch } from './status-watch.js';

/** The page, and the feed that it lives on. */
export const CONSOLE_PARTS: EntryParts = {
  controllers: [ConsoleController],
  providers: [ConsoleFeed, ConsoleStatus, RecentRequests, SlowReports, StatusWatch],
  serve: (app) => serveConsole(app, readConsoleFiles()),
};
