import type { ReactNode } from 'react';
import { Button, type ButtonKind } from '../design/button.tsx';
import { KeyCap } from '../design/texts.tsx';
import type { Action } from './action-registry.ts';
import { shownKeys } from './keys.ts';

interface ActionButtonProps {
  readonly action: Action;
  readonly kind?: ButtonKind;
  readonly size?: 'small' | 'normal';
  readonly icon?: ReactNode;
  readonly busy?: boolean;
  readonly className?: string;
  /** Shows its first key, where there is room. */
  readonly withKey?: boolean;
}

/** The button of an action: the same words, the same condition and the same effect as its key and its line in the palette. */
export function ActionButton({ action, kind, size, icon, busy, className, withKey = false }: ActionButtonProps) {
  const available = action.available();
  const keys = action.keys?.[0];
  return (
    <Button
      {...(kind === undefined ? {} : { kind })}
      {...(size === undefined ? {} : { size })}
      {...(className === undefined ? {} : { className })}
      icon={icon}
      busy={busy === true}
      refusal={available === true ? undefined : available}
      onClick={() => action.run()}
      data-action={action.id}
    >
      {action.title}
      {withKey && keys !== undefined && (
        <span aria-hidden className="hidden gap-0.5 lg:flex">
          {shownKeys(keys, false).map((key) => (
            <KeyCap key={key}>{key}</KeyCap>
          ))}
        </span>
      )}
    </Button>
  );
}
