import { Injectable } from '@nestjs/common';
import { ConsoleStatus } from './console-status.js';

/** How often somebody looks: soon enough for eyes, and what is looked at is in memory. */
const LOOK_EVERY_MS = 500;

/** A page hears from us so often, also when nothing changes: it can tell quiet from gone. */
const SAY_EVERY_MS = 2_000;

/** Gets how things stand, in JSON. */
export type StatusListener = (status: string) => void;

/** Looks how this process stands while anybody wants to know, once for all of them, and says so when it changes. */
@Injectable()
export class StatusWatch {
  private readonly listeners = new Set<StatusListener>();
  private timer: NodeJS.Timeout | undefined;
  private said = '';
  private saidAtEpochMs = 0;

  constructor(private readonly status: ConsoleStatus) {}

  /** Tells a listener at once, and again whenever something changes. @returns what ends that. */
  listen(listener: StatusListener): () => void {
    this.listeners.add(listener);
    this.timer ??= setInterval(() => this.look(), LOOK_EVERY_MS);
    listener(JSON.stringify(this.status.read(Date.now())));
    return () => this.leave(listener);
  }

  private leave(listener: StatusListener): void {
    this.listeners.delete(listener);
    if (this.listeners.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private look(): void {
    const nowEpochMs = Date.now();
    const { at, ...facts } = this.status.read(nowEpochMs);
    const said = JSON.stringify(facts);
    if (said === this.said && Math.abs(nowEpochMs - this.saidAtEpochMs) < SAY_EVERY_MS) return;
    this.said = said;
    this.saidAtEpochMs = nowEpochMs;
    const status = JSON.stringify({ at, ...facts });
    for (const listener of this.listeners) listener(status);
  }
}
