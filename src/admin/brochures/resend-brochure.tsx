'use client';
import { callApi } from '../shared/call-api.ts';
import { ResendButton } from '../shared/dialogs.tsx';
import { useAdminText } from '../strings/use-admin-text.ts';

type Props = {
  url: string;
  /** The URL of the brochure request in the API, which is polled until the brochure has been sent. */
  requestUrl: string;
};

type Request = { deliveredAt?: string | null; resendingSince?: string | null; problem?: string | null };

/** A button that sends the default brochure again. */
export function ResendBrochure({ url, requestUrl }: Props) {
  const text = useAdminText();
  const isPending = async () => {
    const answer = await callApi<Request>(text, `${requestUrl}?depth=0`);
    if (!answer.ok) return undefined;
    const { deliveredAt, resendingSince, problem } = answer.body;
    return !problem && (!deliveredAt || Boolean(resendingSince));
  };
  const labels = {
    ask: text('brochures:resend'),
    sure: text('brochures:resendSure'),
    yes: text('brochures:resendYes'),
    no: text('brochures:resendNo'),
    done: text('brochures:resent'),
  };
  return <ResendButton {...{ url, labels, isPending }} />;
}
