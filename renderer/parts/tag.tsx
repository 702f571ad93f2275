/** A state as a word with an icon; never by colour alone. */
import type { ComponentType, ReactNode } from 'react';
import classes from './tag.module.css';

export type Tone = 'ok' | 'warn' | 'bad' | 'none' | 'accent';

interface Props {
  tone: Tone;
  icon?: ComponentType<{ size?: number; 'aria-hidden'?: boolean }>;
  title?: string;
  children: ReactNode;
}

export function Tag({ tone, icon: Icon, title, children }: Props) {
  return (
    <span className={classes.tag} data-tone={tone} title={title}>
      {Icon && <Icon size={14} aria-hidden />}
      {children}
    </span>
  );
}
