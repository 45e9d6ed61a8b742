import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EVIDENCE_FOLDER, EVIDENCE_TABLE, printEvidenceTable, readEvidence } from '../support/evidence.js';

const GUARANTEES = readFileSync('docs/guarantees.md', 'utf8');
const evidence = readEvidence();
const figuresOf = (proof: string): Readonly<Record<string, unknown>> =>
  evidence.find((candidate) => candidate.proof === proof)?.figures ?? {};

/** The promises as they stand, one text each: sentence, tests, evidence. */
const promises = GUARANTEES.split(/\n(?=- \*\*)/)
  .slice(1)
  .map((text) => text.split(/\n\n/)[0] ?? '');

describe('docs/guarantees.md', () => {
  it('names for each promise the tests that hold it, and they are there', () => {
    expect(promises.length).toBeGreaterThan(15);
    for (const promise of promises) {
      const [, holders = ''] = /Held by ([^]*?)(?: Evidence:|$)/.exec(promise) ?? [];
      const paths = [...holders.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path);
      expect(paths, promise).not.toEqual([]);
      for (const path of paths) expect([path, existsSync(path)]).toEqual([path, true]);
    }
  });

  it('names evidence that is there', () => {
    const named = promises.flatMap((promise) => {
      const [, list = ''] = /Evidence:([^]*)$/.exec(promise) ?? [];
      return [...list.matchAll(/`([^`]+)`/g)].map(([, proof = '']) => proof);
    });
    expect(named).not.toEqual([]);
    const kept = new Set(evidence.map(({ proof }) => proof));
    expect(named.filter((proof) => !kept.has(proof))).toEqual([]);
  });

  it('says after each group what is not promised', () => {
    const groups = GUARANTEES.split(/\n## /).slice(1, -1);
    expect(groups.filter((group) => !group.includes('\nNot promised: '))).toEqual([]);
  });
});

describe('docs/evidence', () => {
  it('is of commits as they are, and its table shows what its files hold', () => {
    expect(evidence.filter(({ commit }) => !/^[0-9a-f]{40}$/.test(commit)).map(({ proof }) => proof)).toEqual([]);
    expect(readFileSync(join(EVIDENCE_FOLDER, EVIDENCE_TABLE), 'utf8')).toBe(printEvidenceTable(evidence));
  });

  it('has the counts that were asked for', () => {
    expect(figuresOf('fault-matrix')['cells']).toBeGreaterThan(1_000);
    expect(figuresOf('kills')).toMatchObject({ kills: 1_000, lost: 0, duplicated: 0 });
    expect(figuresOf('fail-closed')).toMatchObject({ runs: 10_000, reachedInternet: 0 });
    expect(figuresOf('tunnel')).toMatchObject({ foreignPackets: 0 });
  });
});
