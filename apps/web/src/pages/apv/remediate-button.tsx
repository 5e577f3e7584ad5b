import type { ApvWithContext } from '@maximus/contracts';
import { useMutation } from '@tanstack/react-query';
import { Wrench } from 'lucide-react';
import { useActions } from '../../actions/use-actions.tsx';
import { ApiError, bodyOf } from '../../api/failures.ts';
import { useServices } from '../../api/use-services.tsx';
import { Button } from '../../design/button.tsx';
import { useToast } from '../../design/toast.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { useHasRole } from '../../session/use-session.ts';

/** Asks for remedies of an APV in every affected project; seen by all, pressed by operators. */
export function RemediateButton({ apv }: { readonly apv: ApvWithContext }) {
  const { t, failed } = useI18n();
  const { api } = useServices();
  const toast = useToast();
  const may = useHasRole('operator');
  const refusal = may ? undefined : t('common.needsRole', { role: t('vocabulary.role.operator') });
  const remediate = useMutation({
    mutationFn: () => bodyOf(api.remediateApv({ params: { id: apv.id }, body: {} })),
    onSuccess: ({ projects }) =>
      toast({ tone: 'good', title: t('apv.remediate.done'), description: projects.join(', ') }),
    onError: (error) =>
      toast({
        tone: 'bad',
        title: failed(error),
        ...(error instanceof ApiError &&
          error.correlationId !== undefined && { description: `${error.code} · ${error.correlationId}` }),
      }),
  });
  useActions([
    {
      id: 'apv.remediate',
      title: t('apv.remediate'),
      keys: ['m'],
      scope: 'page',
      available: () => refusal ?? (remediate.isPending ? t('common.loading') : true),
      run: () => remediate.mutate(),
    },
  ]);
  return (
    <Button
      kind="primary"
      icon={<Wrench aria-hidden className="size-4" />}
      busy={remediate.isPending}
      refusal={refusal}
      onClick={() => remediate.mutate()}
    >
      {t('apv.remediate')}
    </Button>
  );
}
