/** After a lock: the codes that were issued before it and that nobody has seen, covered as they were. */

import { useState } from 'react';
import { CATALOGUE } from '../../main/contract/actions.ts';
import { Dialog } from '../parts/dialog.tsx';
import { useSignedIn } from '../session/session.ts';
import { ActionResultPanel } from './action-result.tsx';
import { forgetUnseen, type UnseenCodes, useLeftUnseen } from './unseen-codes.ts';

export function LeftCodes() {
  const { name } = useSignedIn();
  const left = useLeftUnseen(name);
  // Once seen they are in this dialog only, and go with it.
  const [seen, setSeen] = useState<UnseenCodes | null>(null);
  const [leaving, setLeaving] = useState(false);
  const codes = seen ?? left;
  if (!codes) return null;

  const { action, actionId, page, result } = codes;
  const close = () => {
    if (!seen && !leaving) return setLeaving(true);
    forgetUnseen(actionId);
    setSeen(null);
    setLeaving(false);
  };
  return (
    <Dialog
      key={actionId}
      opened
      onClose={close}
      closeOnClickOutside={false}
      size={560}
      title={CATALOGUE[action].done}
    >
      <ActionResultPanel
        {...{ action, page, result, actionId, leaving }}
        onSeen={() => {
          setSeen(codes);
          setLeaving(false);
          forgetUnseen(actionId);
        }}
        onStay={() => setLeaving(false)}
        onClose={close}
      />
    </Dialog>
  );
}
