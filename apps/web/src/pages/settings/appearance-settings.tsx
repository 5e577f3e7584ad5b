import type { ReactNode } from 'react';
import { usePreferences } from '../../app/preferences.ts';
import { Panel } from '../../design/card.tsx';
import { classNames } from '../../design/class-names.ts';
import { useI18n } from '../../i18n/i18n.tsx';

/** What a person chooses for this browser. */
export function AppearanceSettings() {
  const { t } = useI18n();
  const [{ theme, motion, language, singleKeys, reviewList }, change] = usePreferences();
  return (
    <Panel title={t('settings.appearance')}>
      <div className="grid gap-6">
        <Choice
          label={t('shell.theme')}
          value={theme}
          onChange={(next) => change({ theme: next })}
          options={(['system', 'light', 'dark'] as const).map((value) => ({ value, title: t(`shell.theme.${value}`) }))}
        />
        <Choice
          label={t('shell.language')}
          value={language}
          onChange={(next) => change({ language: next })}
          options={[
            { value: 'system', title: t('shell.language.system') },
            { value: 'en', title: 'English' },
            { value: 'pt-BR', title: 'Português (Brasil)' },
          ]}
        />
        <Choice
          label={t('settings.motion')}
          hint={t('settings.motion.means')}
          value={motion}
          onChange={(next) => change({ motion: next })}
          options={[
            { value: 'system', title: t('shell.theme.system') },
            { value: 'reduced', title: t('settings.motion.reduced') },
          ]}
        />
        <Choice
          label={t('settings.keys')}
          hint={t('settings.keys.means')}
          value={singleKeys ? 'on' : 'off'}
          onChange={(next) => change({ singleKeys: next === 'on' })}
          options={[
            { value: 'on', title: t('settings.on') },
            { value: 'off', title: t('settings.off') },
          ]}
        />
        <Choice
          label={t('settings.queue')}
          value={reviewList}
          onChange={(next) => change({ reviewList: next })}
          options={(['cards', 'dense'] as const).map((value) => ({ value, title: t(`review.layout.${value}`) }))}
        />
      </div>
    </Panel>
  );
}

interface ChoiceProps<V extends string> {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly value: V;
  readonly options: readonly { readonly value: V; readonly title: string }[];
  readonly onChange: (value: V) => void;
}

/** One of a few. */
function Choice<V extends string>({ label, hint, value, options, onChange }: ChoiceProps<V>) {
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 text-sm font-semibold">{label}</legend>
      {hint !== undefined && <p className="text-xs text-soft">{hint}</p>}
      <div className="flex flex-wrap gap-2">
        {options.map((option) => (
          <label
            key={option.value}
            className={classNames(
              'inline-flex min-h-10 cursor-pointer items-center gap-2 rounded-lg border px-4 text-sm font-medium has-focus-visible:outline-2 has-focus-visible:outline-offset-2',
              option.value === value
                ? 'border-accent bg-accent-soft text-accent'
                : 'border-line-strong bg-card hover:bg-sunken',
            )}
          >
            <input
              type="radio"
              name={label}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
              className="size-4 accent-(--accent)"
            />
            {option.title}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
