import type { DecisionId } from '@maximus/contracts';
import { useState } from 'react';
import { ApiError } from '../../api/failures.ts';
import { useServices } from '../../api/use-services.tsx';
import { useToast } from '../../design/toast.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { useReviewRefresh } from './use-review-queue.ts';

/** Attaches images to a decision, one after the other, also while others are on their way; says what came of it and answers whether all are there. */
export function useAttachImages(decisionId: DecisionId) {
  const { hitlApi } = useServices();
  const { t, failed } = useI18n();
  const toast = useToast();
  const refresh = useReviewRefresh();
  const [sending, setSending] = useState(0);
  const attach = async (images: readonly Blob[], caption: string): Promise<boolean> => {
    setSending((before) => before + 1);
    let done = 0;
    try {
      for (const image of images) {
        await hitlApi.attach(decisionId, image, caption);
        done += 1;
      }
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast({ tone: 'bad', title: t('review.images.failed'), description: failed(error), forMs: 10_000 });
      return false;
    } finally {
      setSending((before) => before - 1);
      refresh(decisionId);
      if (done > 0) toast({ tone: 'good', title: t('review.images.done', { n: done }) });
    }
  };
  return { attach, isSending: sending > 0 };
}
