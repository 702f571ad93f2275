import type { RequestSummary } from '../../../main/services/requests.ts';
import { Tag } from '../../parts/tag.tsx';
import { When } from '../../parts/when.tsx';
import { CATEGORY_WORDS, CHANNEL_WORDS, STATE_WORDS, senderName } from '../../words/requests.ts';
import classes from './queue.module.css';

interface Props {
  id: string;
  request: RequestSummary;
  /** From 1. */
  position: number;
  /** -1: not known yet. */
  size: number;
  top: number;
  chosen: boolean;
  onPoint(): void;
  onOpen(): void;
}

export function QueueRow({ id, request, position, size, top, chosen, onPoint, onOpen }: Props) {
  const { name, tone } = STATE_WORDS[request.state];
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the page listens to the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays on the list
    <div
      id={id}
      role="option"
      className={classes.row}
      aria-selected={chosen}
      aria-posinset={position}
      aria-setsize={size}
      style={{ transform: `translateY(${top}px)` }}
      onPointerDown={onPoint}
      onClick={onOpen}
    >
      <span className={classes.number}>#{request.id}</span>
      <span className={classes.who}>
        <span className={`${classes.sender} clip`} dir="auto">
          {senderName(request.sender)}
        </span>
        <span className={`${classes.excerpt} clip`} dir="auto">
          {request.message}
        </span>
      </span>
      <span className={classes.about}>
        <span className="clip">{CATEGORY_WORDS[request.category]}</span>
        <span className={`${classes.dim} clip`}>
          {CHANNEL_WORDS[request.channel]}
          {request.ticket && ` · ${request.ticket}`}
        </span>
      </span>
      <span className={classes.state}>
        <Tag tone={tone}>{name}</Tag>
      </span>
      <span className={`${classes.holder} clip`} title={request.assignee?.name}>
        {request.assignee?.name ?? <span className={classes.dim}>nobody</span>}
      </span>
      <span className={classes.age}>
        <When time={request.receivedAt} />
      </span>
    </div>
  );
}
