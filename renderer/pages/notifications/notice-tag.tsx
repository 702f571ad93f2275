import type { NotificationState } from '../../../main/services/notifications/service.ts';
import { IconCircleX, IconClock, IconMailCheck } from '../../icons.ts';
import { Tag, type Tone } from '../../parts/tag.tsx';

const WORDS: Record<NotificationState, { tone: Tone; word: string; icon: typeof IconClock }> = {
  waiting: { tone: 'warn', word: 'Waiting', icon: IconClock },
  sent: { tone: 'ok', word: 'Sent', icon: IconMailCheck },
  failed: { tone: 'bad', word: 'Failed', icon: IconCircleX },
};

export function NoticeTag({ state }: { state: NotificationState }) {
  const { tone, word, icon } = WORDS[state];
  return (
    <Tag tone={tone} icon={icon}>
      {word}
    </Tag>
  );
}
