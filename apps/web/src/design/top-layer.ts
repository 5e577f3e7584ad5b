import { useLayoutEffect, useRef } from 'react';

interface Layer {
  readonly takesKeys: boolean;
  close(): void;
}

/** What lies over the page now, the newest last. */
const layers: Layer[] = [];

/** How a component lies over the page. */
export interface LayerOptions {
  /** The letters of the page work in it as well: it shows the actions that they run. */
  readonly takesKeys?: boolean;
  /** Called for Esc; absent where it cannot be left that way. */
  readonly close?: (() => void) | undefined;
}

/**
 * Tells that the component lies over the page, from the moment it can be seen until it is gone. Needed beside what the
 * dialogs and menus of the library do by themselves: those hear Esc only some renders later, and no more once a toast has come.
 */
export function useTopLayer({ takesKeys = false, close }: LayerOptions): void {
  const latest = useRef(close);
  latest.current = close;
  useLayoutEffect(() => {
    const layer: Layer = { takesKeys, close: () => latest.current?.() };
    layers.push(layer);
    return () => void layers.splice(layers.indexOf(layer), 1);
  }, [takesKeys]);
}

/** The same for where only an element fits. */
export function TopLayer(options: LayerOptions): null {
  useTopLayer(options);
  return null;
}

/** Closes what lies on top, if it can be; false where nothing lies over the page. */
export function closeTopLayer(): boolean {
  const top = layers.at(-1);
  top?.close();
  return top !== undefined;
}

/** Whether something lies over the page that keeps letters from it. */
export function coversPage(): boolean {
  return layers.at(-1)?.takesKeys === false;
}
