import { ActionButton } from '../../actions/action-button.tsx';
import type { Action } from '../../actions/action-registry.ts';
import { Dialog } from '../../design/dialog.tsx';

interface RowMenuProps {
  readonly open: boolean;
  readonly title: string;
  readonly description: string | undefined;
  readonly actions: readonly Action[];
  readonly onClose: () => void;
}

/** What can be done with a row, and why not where it cannot: a sheet, so that it fits a phone as well as a key. */
export function RowMenu({ open, title, description, actions, onClose }: RowMenuProps) {
  return (
    <Dialog open={open} onOpenChange={(next) => !next && onClose()} title={title} description={description} takesKeys>
      <ul className="grid gap-1 pb-4">
        {actions.map((action) => {
          const available = action.available();
          return (
            <li key={action.id}>
              <ActionButton
                action={{
                  ...action,
                  run: () => {
                    onClose();
                    action.run();
                  },
                }}
                kind="quiet"
                className="w-full justify-start text-ink"
                withKey
              />
              {available !== true && <p className="px-4 pb-1 text-xs text-soft">{available}</p>}
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}
