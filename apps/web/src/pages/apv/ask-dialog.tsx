import type { Finding } from '@maximus/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError, bodyOf } from '../../api/failures.ts';
import { useServices } from '../../api/use-services.tsx';
import { Button } from '../../design/button.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { Field } from '../../design/fields.tsx';
import { useToast } from '../../design/toast.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { CountedText } from '../review/review-dialogs.tsx';
import type { VexDraft } from './vex-draft.ts';

interface AskDialogProps {
  readonly open: boolean;
  readonly finding: Finding;
  /** What is signed; without one, the risk is to be accepted for a while. */
  readonly draft?: VexDraft | undefined;
  readonly onClose: () => void;
  /** With the id of the decision that now waits for somebody else. */
  readonly onAsked: (decision: string) => void;
}

/** Asks that a finding be left as it is: by a signed statement, or as a risk with an end. Somebody else approves. */
export function AskDialog({ open, finding, draft, onClose, onAsked }: AskDialogProps) {
  const { t, failed } = useI18n();
  const { api } = useServices();
  const queries = useQueryClient();
  const toast = useToast();
  const [reason, setReason] = useState('');
  const [days, setDays] = useState('');
  const [asked, setAsked] = useState(false);
  const words = draft === undefined ? 'accept' : 'vex';
  const given = days === '' ? undefined : Number(days);
  const ask = useMutation({
    mutationFn: () =>
      bodyOf(
        api.requestAcceptance({
          body: {
            apv: finding.apv_id,
            scope: 'finding',
            finding_id: finding.id,
            reason: reason.trim(),
            ...(draft === undefined
              ? { kind: 'acceptance', ...(given !== undefined && { days: given }) }
              : {
                  kind: 'vex',
                  justification: draft.justification,
                  impact_statement: draft.statement.slice(0, 1_000),
                }),
          },
        }),
      ),
    onSuccess: ({ decision_id: decision }) => {
      void queries.invalidateQueries({ queryKey: ['finding', finding.id] });
      onAsked(decision);
      onClose();
      toast({ tone: 'good', title: t(`${words}.done`) });
    },
  });
  const failure = ask.error instanceof ApiError ? ask.error : undefined;
  const isTooLong = failure?.code === 'hitl.acceptance_too_long';
  const hasNoDays = given !== undefined && (!Number.isInteger(given) || given < 1 || given > 365);
  const missing = asked && reason.trim() === '' ? t('review.reason.empty') : undefined;
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={t(`${words}.ask`)}
      description={`${finding.primary_id} · ${finding.package} · ${finding.project_slug}`}
    >
      <form
        noValidate
        className="grid gap-4 pb-4"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(true);
          if (reason.trim() !== '' && !hasNoDays) ask.mutate();
        }}
      >
        {draft !== undefined && <p className="text-sm">{t(`vex.justification.${draft.justification}`)}</p>}
        <CountedText
          label={t(`${words}.reason`)}
          hint={t(`${words}.hint`)}
          value={reason}
          onChange={setReason}
          longest={500}
          focused
          error={missing ?? (isTooLong ? undefined : failure && failed(failure))}
        />
        {draft === undefined && (
          <Field
            label={t('accept.days')}
            hint={t('accept.days.hint')}
            error={asked && hasNoDays ? t('accept.days.wrong') : isTooLong ? failure && failed(failure) : undefined}
          >
            {(props) => (
              <input
                {...props}
                type="number"
                min={1}
                max={365}
                step={1}
                value={days}
                onChange={(event) => setDays(event.target.value)}
              />
            )}
          </Field>
        )}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>{t('common.close')}</Button>
          <Button kind="primary" type="submit" busy={ask.isPending}>
            {t(`${words}.ask`)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
