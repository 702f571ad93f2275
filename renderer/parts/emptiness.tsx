/** Nothing to show, and why, and what to do about it. */
import type { ComponentType, ReactNode } from 'react';
import classes from './emptiness.module.css';

interface Props {
  icon: ComponentType<{ size?: number; stroke?: number; 'aria-hidden'?: boolean }>;
  title: string;
  children?: ReactNode;
}

export function Emptiness({ icon: Icon, title, children }: Props) {
  return (
    <div className={classes.empty}>
      <span className={classes.icon}>
        <Icon size={24} stroke={1.6} aria-hidden />
      </span>
      <p className={classes.title}>{title}</p>
      {children && <div className={classes.words}>{children}</div>}
    </div>
  );
}
