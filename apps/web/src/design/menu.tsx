import { cloneElement } from 'react';
import type { MenuProps } from './menu-window.tsx';
import { OnIntent } from './on-intent.tsx';

const load = () => import('./menu-window.tsx').then((part) => ({ default: part.MenuWindow }));

/** A menu of actions, loaded when somebody is about to use it. */
export function Menu(props: Omit<MenuProps, 'openAtOnce'>) {
  return (
    <OnIntent
      load={load}
      of={props}
      place={(calls) => cloneElement(props.trigger, { 'aria-haspopup': 'menu', 'aria-expanded': false, ...calls })}
    />
  );
}
