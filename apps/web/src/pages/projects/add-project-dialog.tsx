import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { ApiError, bodyOf } from '../../api/failures.ts';
import { useServices } from '../../api/use-services.tsx';
import { Button } from '../../design/button.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { Field } from '../../design/fields.tsx';
import { useToast } from '../../design/toast.tsx';
import { useI18n } from '../../i18n/i18n.tsx';

const kinds = ['path', 'git'] as const;
const exposures = ['unknown', 'public', 'internal'] as const;

/** Registers a project; its first scan starts at once. */
export function AddProjectDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { t, failed } = useI18n();
  const { api } = useServices();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const [kind, setKind] = useState<(typeof kinds)[number]>('git');
  const add = useMutation({
    mutationFn: (form: FormData) => {
      const text = (name: string) => String(form.get(name) ?? '').trim();
      const [name, location, ref, team] = [text('name'), text('location'), text('ref'), text('team')];
      return bodyOf(
        api.createProject({
          body: {
            name,
            source: { kind, location, ...(ref !== '' && { ref }) },
            exposure: exposures.find((one) => one === text('exposure')) ?? 'unknown',
            ...(team !== '' && { team }),
          },
        }),
      );
    },
    onSuccess: (project) => {
      void queries.invalidateQueries({ queryKey: ['projects'] });
      toast({ tone: 'good', title: t('project.added', { name: project.name }) });
      onClose();
      void navigate(`/projects/${project.slug}`);
    },
  });
  const failure = add.error instanceof ApiError ? add.error : undefined;
  const errorAt = (path: string) => failure?.fields.find((field) => field.path.endsWith(path))?.message;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    add.mutate(new FormData(event.currentTarget));
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={t('project.add')}
      description={t('project.add.means')}
    >
      <form onSubmit={submit} className="grid gap-4 pb-4">
        {failure !== undefined && failure.fields.length === 0 && (
          <p role="alert" className="rounded-lg bg-critical-soft px-3 py-2 text-sm text-critical">
            {failed(failure)}
          </p>
        )}
        <Field label={t('project.name')} error={errorAt('name')}>
          {(props) => <input {...props} name="name" required maxLength={200} autoComplete="off" />}
        </Field>
        <fieldset>
          <legend className="mb-1 text-sm font-medium">{t('project.source')}</legend>
          <div className="grid grid-cols-2 gap-2">
            {kinds.map((one) => (
              <label
                key={one}
                className="flex min-h-10 items-center gap-2 rounded-lg border border-line-strong px-3 text-sm has-checked:border-accent has-checked:bg-accent-soft"
              >
                <input
                  type="radio"
                  name="kind"
                  className="accent-[var(--accent)]"
                  checked={kind === one}
                  onChange={() => setKind(one)}
                />
                {t(`project.source.${one}`)}
              </label>
            ))}
          </div>
        </fieldset>
        <Field
          label={t(`project.location.${kind}`)}
          hint={t(`project.location.${kind}.hint`)}
          error={errorAt('location')}
        >
          {(props) => (
            <input {...props} name="location" required maxLength={2048} autoComplete="off" spellCheck={false} />
          )}
        </Field>
        {kind === 'git' && (
          <Field label={t('project.ref')} hint={t('project.ref.hint')} error={errorAt('ref')}>
            {(props) => <input {...props} name="ref" maxLength={255} autoComplete="off" spellCheck={false} />}
          </Field>
        )}
        <Field label={t('project.team')} error={errorAt('team')}>
          {(props) => <input {...props} name="team" maxLength={128} autoComplete="off" />}
        </Field>
        <Field label={t('project.exposure')} hint={t('project.exposure.hint')}>
          {(props) => (
            <select {...props} name="exposure" defaultValue="unknown">
              {exposures.map((one) => (
                <option key={one} value={one}>
                  {t(`project.exposure.${one}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button kind="primary" type="submit" busy={add.isPending}>
            {t('project.add')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
