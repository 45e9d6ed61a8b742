import { ANSWER_FORMS } from '../support/answer-forms.js';
import { HELLO } from '../support/models.js';
import { post } from '../support/post.js';
import { readToTheEnd } from '../support/read-stream-chunks.js';
import type { System } from '../support/system.js';

const LANES = 8;

/** Callers who ask for one answer after the other, in every form, until they are stopped. */
export class Load {
  answers = 0;
  readonly failures: string[] = [];
  private isOver = false;
  private readonly lanes: Promise<unknown>;

  /** @param prefixes of the paths, in turn: `''`, `/internet`, `/vpn`. */
  constructor(
    private readonly system: System,
    private readonly prefixes: readonly string[] = [''],
    lanes = LANES,
  ) {
    this.lanes = Promise.all(Array.from({ length: lanes }, (_, lane) => this.work(lane)));
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await this.lanes;
  }

  private async work(lane: number): Promise<void> {
    for (let turn = lane; !this.isOver; turn += 1) {
      const { path, accept } = ANSWER_FORMS[turn % ANSWER_FORMS.length] ?? ANSWER_FORMS[0];
      const prefix = this.prefixes[turn % this.prefixes.length] ?? '';
      const response = await post(this.system, `${prefix}${path}`, HELLO, { headers: { accept } });
      const { isWhole } = await readToTheEnd(response);
      if (response.status !== 200 || !isWhole) this.failures.push(`${response.status} ${prefix}${path} ${accept}`);
      this.answers += 1;
    }
  }
}
