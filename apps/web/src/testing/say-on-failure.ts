import type { Page } from 'playwright-core';
import { afterEach } from 'vitest';
import { openPages } from './browser.ts';

/** Called once in a `describe`: whatever fails in it also says where every open page was, and what lay over it. */
export function sayPagesOnFailure(): void {
  afterEach(async ({ task }) => {
    const error = task.result?.errors?.[0];
    if (error === undefined) return;
    const lines = await Promise.all([...openPages].map(stateOf));
    const [message, ...frames] = (error.stack ?? error.message).split(/\n(?=\s+at )/);
    error.stack = [message, ...lines, ...frames].join('\n');
  });
}

/** One line: the address, the heading, the dialogs with what has the focus, the toasts. */
async function stateOf(page: Page): Promise<string> {
  const texts = (selector: string) => page.locator(selector).allInnerTexts().then(shortened);
  try {
    const { pathname, search, hash } = new URL(page.url());
    const focus = await page.locator(':focus').evaluateAll(([one]) => one?.outerHTML.slice(0, 80) ?? '');
    const seen = {
      h1: await texts('h1'),
      dialogs: await texts('[role=dialog]'),
      toasts: await texts('[aria-label] > ol > li'),
      focus,
    };
    const told = Object.entries(seen).filter(([, text]) => text !== '');
    return `page: ${pathname}${search}${hash}, ${told.map(([name, text]) => `${name}: ${text}`).join(', ')}`;
  } catch (error) {
    return `page: ${page.url()}, and it does not answer: ${String(error).split('\n', 1)[0]}`;
  }
}

function shortened(texts: readonly string[]): string {
  return texts.map((text) => text.replaceAll(/\s+/g, ' ').slice(0, 60)).join(' | ');
}
